"""Acts on a whole sale, as each of its items carries them out (0158)."""

import msgspec

from server.domain.commands import CarryOutAct, SaleAct
from server.domain.events import Event, ItemExtended, ItemPaused, ItemResumed
from server.domain.item import Item
from server.domain.types import ENDED, LIVE, AuctionId, Millis, Status


class ActOfSale(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a sale. `number` is its place among the sale's acts, 0 until it is kept."""

    auction_id: AuctionId
    act_id: str
    act: SaleAct
    by_ms: Millis = 0
    at: Millis
    number: int = 0
    done: bool = False


def carry_out(item: Item, command: CarryOutAct, now: Millis) -> tuple[Event, ...]:
    """Decide an act on the item's sale; empty if it does not concern the item, or not any more."""
    if command.number <= item.sale_act or item.status in ENDED:
        return ()
    seq, number = item.seq + 1, command.number
    match command.act:
        case SaleAct.PAUSE if item.status in LIVE or _waits(item):
            return (ItemPaused(seq=seq, at=now, act=number),)
        case SaleAct.RESUME if item.paused_by_sale:
            ends_at = end_after_pause(item, now)
            return (ItemResumed(seq=seq, at=now, ends_at=ends_at, act=number),)
        case SaleAct.EXTEND if item.ends_at is not None:
            ends_at = item.ends_at + command.by_ms
            return (ItemExtended(seq=seq, at=now, ends_at=ends_at, act=number),)
        case _:
            return ()


def end_after_pause(item: Item, now: Millis) -> Millis | None:
    """Return the end of an item whose pause is over, which has moved by the missing time."""
    assert item.paused_at is not None, "a paused item has the time of its pause"
    if item.ends_at is None:
        return None
    since = item.paused_at
    if item.status is Status.SCHEDULED:
        since = max(since, item.opens_at or 0)
    return item.ends_at + max(0, now - since)


def _waits(item: Item) -> bool:
    return item.status is Status.SCHEDULED and not item.paused_by_sale
