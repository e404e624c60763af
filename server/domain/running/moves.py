"""The auctioneer's commands on an item that has been put up."""

from typing import assert_never

from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    CancelItem,
    CloseItem,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    ReopenItem,
    ResumeItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.events import (
    Event,
    ItemCancelled,
    ItemExtended,
    ItemPaused,
    ItemResumed,
    ItemWarned,
    NoticeGiven,
)
from server.domain.formats import FORMATS, quote
from server.domain.item import Item
from server.domain.lifecycle import ALLOWED_FROM, REACHED_IN, refuse_bidding
from server.domain.listings.moments import fault_of
from server.domain.rejection import Code, Rejection
from server.domain.running.asking import set_asking
from server.domain.running.awards import award
from server.domain.running.due import closed, opened
from server.domain.running.outcomes import pass_item, reopen, sell
from server.domain.running.sale_acts import end_after_pause
from server.domain.running.voiding import void
from server.domain.types import Actor, Millis, Role, Status


def run(item: Item, command: AuctioneerCommand, now: Millis) -> tuple[Event, ...] | Rejection:
    """Decide a command of those who run a sale."""
    if not may_run(item, command.by, command):
        return Rejection(Code.FORBIDDEN, "only those who run the item's sale may do this")
    kind = type(command)
    if item.status in REACHED_IN[kind]:
        return ()
    refusal = refuse_outdated(item, command.expected_seq, now)
    if refusal is not None:
        return refusal
    if item.status not in ALLOWED_FROM[kind]:
        return refuse_bidding(item.status) or Rejection(
            Code.INVALID, f"not possible while the item is {item.status.value}"
        )
    return _decide(item, command, now)


def may_run(item: Item, by: Actor, command: AuctioneerCommand | None = None) -> bool:
    """Return whether somebody may run an item: an admin, its auctioneer, or a clerk of its sale.

    A clerk may not change an outcome that has been announced.
    """
    if by.role is Role.ADMIN:
        return True
    if by.role is Role.AUCTIONEER and by.user_id == item.listing.auctioneer:
        return True
    is_clerk = item.listing.auction_id in by.clerk_of
    return is_clerk and not isinstance(command, ReopenItem | AwardItem)


def refuse_outdated(item: Item, expected_seq: int | None, now: Millis) -> Rejection | None:
    """Refuse a command that was decided on an earlier state than the present one."""
    if expected_seq is None:
        return None
    seq = quote(item, now).seq
    if expected_seq == seq:
        return None
    return Rejection(Code.CONFLICT, "the item has changed meanwhile", {"seq": seq})


def _decide(item: Item, command: AuctioneerCommand, now: Millis) -> tuple[Event, ...] | Rejection:
    match command:
        case OpenItem() | ExtendItem():
            return _set_end(item, command, now)
        case PassItem():
            return pass_item(item, now)
        case SellItem():
            return sell(item, now)
        case ReopenItem():
            return reopen(item, command, now)
        case AwardItem():
            return award(item, command, now)
        case SetAsking():
            return set_asking(item, command, now)
        case GiveNotice():
            return _notify(item, command, now)
        case VoidBid():
            return void(item, command, now)
        case _:
            return (_move(item, command, now),)


def _notify(item: Item, command: GiveNotice, now: Millis) -> tuple[Event, ...]:
    if item.notice is not None and item.notice.notice_id == command.notice_id:
        return ()
    notice_id, text = command.notice_id, command.text
    return (NoticeGiven(seq=item.seq + 1, at=now, notice_id=notice_id, text=text),)


def _set_end(
    item: Item, command: OpenItem | ExtendItem, now: Millis
) -> tuple[Event, ...] | Rejection:
    seq = item.seq + 1
    if isinstance(command, OpenItem) and item.paused_by_sale:
        return Rejection(Code.PAUSED, "the sale is paused; resume it first")
    if isinstance(command, OpenItem):
        if item.ends_at is not None and item.ends_at <= now:
            return Rejection(Code.INVALID, "the item's end has passed; extend it first")
        return opened(item, now)
    if command.ends_at == item.ends_at:
        return ()
    listing = item.listing
    scheduled = item.status is Status.SCHEDULED
    if scheduled and FORMATS[listing.format].end_when_opened(listing, now) is not None:
        message = "ends_at: this item's end follows from its opening"
        return Rejection(Code.INVALID, message, {"field": "ends_at"})
    fault = fault_of(command.ends_at, now)
    earliest = max(now, item.ends_at or 0, (item.opens_at or 0) if scheduled else 0) + 1
    if fault is not None and command.ends_at >= earliest:
        return Rejection(Code.INVALID, f"ends_at: {fault}", {"field": "ends_at"})
    if command.ends_at < earliest:
        return Rejection(
            Code.INVALID,
            f"ends_at: {fault or 'the end can only be moved to a later moment in the future'}",
            {"field": "ends_at", "minimum": earliest},
        )
    return (ItemExtended(seq=seq, at=now, ends_at=command.ends_at),)


def _move(
    item: Item, command: PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem, now: Millis
) -> Event:
    seq = item.seq + 1
    match command:
        case PauseItem():
            return ItemPaused(seq=seq, at=now)
        case ResumeItem():
            return ItemResumed(seq=seq, at=now, ends_at=end_after_pause(item, now))
        case WarnItem():
            return ItemWarned(seq=seq, at=now)
        case CloseItem():
            return closed(item, now)
        case CancelItem():
            return ItemCancelled(seq=seq, at=now)
        case _:
            assert_never(command)
