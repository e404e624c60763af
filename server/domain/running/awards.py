"""The award of a sold item to the underbidder, when its winner defaults."""

from collections.abc import Iterable

from server.domain.commands import AwardItem, PlacedBid
from server.domain.events import Event, ItemAwarded
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.retraction import kept_bids
from server.domain.types import CONSIGNOR, Amount, Bidder, Format, Millis, UserId, Winner

AWARDED = frozenset({Format.ENGLISH, Format.SEALED_FIRST, Format.SEALED_SECOND})
"""Formats with one winner, and so with an underbidder."""
AWARDS_MAX = 100
"""Awards of one item. Its state names the winners who defaulted, so their number has a bound."""


def award(item: Item, command: AwardItem, now: Millis) -> tuple[Event, ...] | Rejection:
    """Award a sold item to the best bidder who has not defaulted, at their bid."""
    if item.listing.format not in AWARDED:
        return Rejection(Code.INVALID, "an item of this format has no underbidder")
    done = len(item.defaulted)
    if command.step == done and done:
        return ()
    if command.step != done + 1 or done >= AWARDS_MAX:
        return Rejection(
            Code.CONFLICT, f"the item has been awarded {done} times", {"seq": item.seq}
        )
    rules = FORMATS[item.listing.format]
    if command.history_in_ms is not None and not rules.keeps_bids:
        details: dict[str, object] = {"retry_after_ms": command.history_in_ms}
        return Rejection(Code.BUSY, "too many histories are being read", details)
    standing = [bid for bid in command.placed if not bid.retracted]
    winner = underbidder(item, kept_bids(item) if rules.keeps_bids else standing)
    if winner is None:
        return Rejection(Code.CONFLICT, "nobody else has bid")
    defaulted = item.winners[0].bidder
    return (ItemAwarded(seq=item.seq + 1, at=now, defaulted=defaulted, winner=winner),)


def underbidder(item: Item, standing: Iterable[PlacedBid]) -> Winner | None:
    """Return the best bidder after the winner and those who defaulted, at their bid.

    A maximum that lost was shown in full, so it is the bid. `standing` are all bids that stand, oldest
    first, and of equal ones the earlier is better.
    """
    out = {CONSIGNOR, *item.defaulted, *(winner.bidder.user_id for winner in item.winners)}
    best: dict[UserId, tuple[Amount, int, Bidder]] = {}
    for bid in standing:
        user_id = bid.bidder.user_id
        if user_id not in out and (user_id not in best or bid.most > best[user_id][0]):
            best[user_id] = (bid.most, -bid.seq, bid.bidder)
    if not best:
        return None
    most, _, bidder = max(best.values(), key=lambda each: each[:2])
    # A sale at the buy-now price showed no maximum that reaches it.
    return Winner(bidder, min(most, item.price) if item.listing.format is Format.ENGLISH else most)
