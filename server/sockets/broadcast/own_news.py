"""Own news: what a commit did to the standing of bidders, as each of them alone is sent it. Pure.

A commit concerns those who bid, lead or led in it, and at the end of an item its winners and all who have
an offer on it. A bidder whose standing, maximum and debt are as before is sent nothing.
"""

from collections.abc import Collection, Iterator

from server.bidding.settling.settle import Settlement
from server.domain.events import BidAccepted, BidsRetracted, MaxRaised, OfferSealed
from server.domain.formats.own_standing import OwnStanding, own_standing
from server.domain.item import Item
from server.domain.types import UserId
from server.domain.view import view_own
from server.wire.bidders.mine import Mine, owed_by, view_mine

NOTIFIED_MAX = 1_000
"""Bidders who are sent news of one commit. The others of an item of so many units see theirs in `/me`."""


def own_news(settlement: Settlement, outbid: Collection[UserId] = ()) -> dict[UserId, Mine]:
    """Return the news of each bidder whose standing a commit changed, but for those who are `outbid`."""
    before, after = settlement.before, settlement.after
    assert after is not None, "a commit leaves an item"
    now = settlement.events[-1].at
    news: dict[UserId, Mine] = {}
    for user_id in dict.fromkeys(_concerned(settlement, before, after)):
        standing = own_standing(after, user_id)
        if user_id in outbid and standing is OwnStanding.OUTBID:
            continue
        if before is not None and _own(before, user_id) == _own(after, user_id):
            continue
        if before is None and standing is OwnStanding.OUTBID:
            continue
        news[user_id] = view_mine(after, user_id, now, epoch=settlement.epoch)
        if len(news) == NOTIFIED_MAX:
            break
    return news


def _concerned(settlement: Settlement, before: Item | None, after: Item) -> Iterator[UserId]:
    for event in settlement.events:
        if isinstance(event, BidAccepted | BidsRetracted | MaxRaised | OfferSealed):
            yield event.bidder.user_id
    for item in (before, after):
        if item is not None and item.leader is not None:
            yield item.leader.user_id
    if before is not None and (before.status, before.winners) != (after.status, after.winners):
        for item in (before, after):
            yield from (winner.bidder.user_id for winner in item.winners)
        yield from (offer.bidder.user_id for offer in after.offers)


def _own(item: Item, user_id: UserId) -> tuple[object, ...]:
    return own_standing(item, user_id), view_own(item, user_id), owed_by(item, user_id)
