"""Own news: the effect of a commit on the standing of bidders, each of whom is sent their own. Pure.

A commit concerns those who bid, lead or led in it, and at the end of an item its winners and all who have
an offer on it. A bidder whose standing, maximum and debt are as before is sent nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from server.bidding.settling.settle import Settlement
from server.domain.events import (
    BidAccepted,
    BidLeft,
    BidsRemoved,
    BidsRetracted,
    BidVoided,
    MaxRaised,
    OfferSealed,
)
from server.domain.formats.own_standing import OwnStanding, own_standing
from server.domain.item import Item
from server.domain.types import ENDED, UserId
from server.domain.view import StandingView, view_own, view_standing
from server.wire.bidders.mine import Mine, Removal, owed_by, view_mine

_CONCERNING = (BidAccepted, BidsRemoved, BidLeft, MaxRaised, OfferSealed)
NOTIFIED_MAX = 1_000
"""Bidders who are sent news of one commit. The others of an item of so many units see theirs in `/me`."""


def own_news(
    settlement: Settlement,
    outbid: Collection[UserId] = (),
    *,
    shown: StandingView | None = None,
    reaches: Callable[[UserId], bool] = lambda _: True,
) -> dict[UserId, Mine]:
    """Return the news of each bidder whose standing a commit changed, but for those who are `outbid`.

    `shown` is the item's standing after the commit, if it is at hand. Left out are bidders whom this node
    does not reach.
    """
    before, after = settlement.before, settlement.after
    assert after is not None, "a commit leaves an item"
    if before is not None and _has_leader_only(before) and _has_leader_only(after):
        changed: Iterable[UserId] = _changed_leaders(before, after)
    else:
        changed = _changed(settlement, before, after)
    news: dict[UserId, Mine] = {}
    for user_id in changed:
        if user_id in outbid and own_standing(after, user_id) is OwnStanding.OUTBID:
            continue
        if not reaches(user_id):
            continue
        shown = shown or view_standing(after, settlement.events[-1].at, epoch=settlement.epoch)
        news[user_id] = view_mine(after, user_id, shown, _removal(settlement, user_id))
        if len(news) == NOTIFIED_MAX:
            break
    return news


def _has_leader_only(item: Item) -> bool:
    """Return whether all bidders have the same standing on an item, except for a leader."""
    return not item.offers and not item.left and item.status not in ENDED


def _changed_leaders(before: Item, after: Item) -> Iterable[UserId]:
    """Return the users whose standing changed on an item where only a leader has one of their own."""
    was, leads = before.leader, after.leader
    if was is not None and leads is not None and was.user_id == leads.user_id:
        return () if before.leader_max == after.leader_max else (leads.user_id,)
    return [each.user_id for each in (was, leads) if each is not None]


def _changed(settlement: Settlement, before: Item | None, after: Item) -> Iterator[UserId]:
    """Yield the users whose standing changed on any item."""
    for user_id in dict.fromkeys(_concerned(settlement, before, after)):
        if before is not None:
            changed = _own(before, user_id) != _own(after, user_id)
        else:
            changed = own_standing(after, user_id) is not OwnStanding.OUTBID
        if changed:
            yield user_id


def _concerned(settlement: Settlement, before: Item | None, after: Item) -> Iterator[UserId]:
    for event in settlement.events:
        if isinstance(event, _CONCERNING):
            yield event.bidder.user_id
    for item in (before, after):
        if item is not None and item.leader is not None:
            yield item.leader.user_id
    if before is not None and (before.status, before.winners) != (after.status, after.winners):
        for item in (before, after):
            yield from (winner.bidder.user_id for winner in item.winners)
        yield from (offer.bidder.user_id for offer in after.offers)


def _removal(settlement: Settlement, user_id: UserId) -> Removal | None:
    """Return how a user's bid was removed, if that is the last that happened to a bid of theirs."""
    last = None
    for event in settlement.events:
        if isinstance(event, _CONCERNING) and event.bidder.user_id == user_id:
            last = event
    match last:
        case BidsRetracted():
            return "retracted"
        case BidVoided():
            return "voided"
        case _:
            return None


def _own(item: Item, user_id: UserId) -> tuple[object, ...]:
    return own_standing(item, user_id), view_own(item, user_id), owed_by(item, user_id)
