"""Checks the moves of a history against the lifecycle and the fields that follow from the state."""

from collections.abc import Iterable, Iterator

from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    CancelItem,
    CarryOutAct,
    CloseItem,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    PlacedBid,
    ReopenItem,
    ResumeItem,
    SaleAct,
    SellItem,
    SetAsking,
    WarnItem,
)
from server.domain.events import (
    AskingSet,
    BiddersBlocked,
    Event,
    ItemAwarded,
    ItemCancelled,
    ItemClosed,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemReopened,
    ItemResumed,
    ItemWarned,
    NoticeGiven,
)
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.lifecycle import ALLOWED_FROM
from server.domain.rejection import Rejection
from server.domain.retraction import kept_bids
from server.domain.running.asking import set_asking
from server.domain.running.awards import underbidder
from server.domain.running.blocking import GONE
from server.domain.running.due import closed
from server.domain.running.outcomes import pass_item, reopen, sell
from server.domain.running.sale_acts import carry_out, end_after_pause
from server.domain.types import Actor, Role, Status, UserId

_ADMIN = Actor(UserId(""), Role.ADMIN)
"""The events don't tell who ran the item, so nobody is refused for it."""

_ACTS: dict[type[Event], SaleAct] = {
    ItemPaused: SaleAct.PAUSE,
    ItemResumed: SaleAct.RESUME,
    ItemExtended: SaleAct.EXTEND,
}
_COMMANDS: dict[type[Event], type[AuctioneerCommand]] = {
    ItemOpened: OpenItem,
    ItemPaused: PauseItem,
    ItemResumed: ResumeItem,
    ItemWarned: WarnItem,
    ItemClosed: CloseItem,
    ItemCancelled: CancelItem,
    ItemExtended: ExtendItem,
    ItemReopened: ReopenItem,
    ItemAwarded: AwardItem,
    AskingSet: SetAsking,
    NoticeGiven: GiveNotice,
}


def fault_of_block(item: Item, event: BiddersBlocked) -> str | None:
    """Check that a block or its end changes something."""
    if item.status in GONE:
        return "the item was gone for good"
    changes = all((user_id in item.blocked) != event.blocked for user_id in event.user_ids)
    return None if changes else "a user was blocked, or not, before"


def fault_of_move(item: Item, event: Event, bids: Iterable[PlacedBid]) -> str | None:
    """Check a move against the lifecycle and the state; `bids` are those that stand, oldest first."""
    if isinstance(event, ItemPaused | ItemResumed | ItemExtended) and event.act:
        return _fault_of_act(item, event)
    if item.status not in ALLOWED_FROM[_command(item, event)]:
        return f"not possible while the item is {item.status.value}"
    match event:
        case ItemOpened():
            ends_at = FORMATS[item.listing.format].end_when_opened(item.listing, event.at)
            return None if event.ends_at == ends_at else "its end does not follow from the opening"
        case ItemResumed():
            ends_at = end_after_pause(item, event.at)
            return None if event.ends_at == ends_at else "its end did not move by the pause"
        case ItemClosed():
            return (
                None
                if event in _closes(item, event)
                else "the outcome does not follow from the bids"
            )
        case ItemAwarded():
            return _fault_of_award(item, event, bids)
        case ItemReopened() | AskingSet():
            return _fault_of_decision(item, event)
        case _:
            return None


def _fault_of_act(item: Item, event: ItemPaused | ItemResumed | ItemExtended) -> str | None:
    """Decide an act on the sale again."""
    act, by_ms = _ACTS[type(event)], 0
    if isinstance(event, ItemExtended):
        by_ms = event.ends_at - (item.ends_at or 0)
    if by_ms < 0:
        return "it brings the end forward"
    decided = carry_out(item, CarryOutAct(act, event.act, by_ms), event.at)
    return None if decided == (event,) else "no act on the sale leads to it"


def _command(item: Item, event: Event) -> type[AuctioneerCommand]:
    if not isinstance(event, ItemClosed):
        return _COMMANDS[type(event)]
    if event.passed:
        return PassItem
    return SellItem if event.below_reserve or item.status is Status.PAUSED else CloseItem


def _closes(item: Item, event: ItemClosed) -> Iterator[Event]:
    """Yield the closes that are possible now."""
    if event.passed:
        passed = pass_item(item, event.at)
        yield from () if isinstance(passed, Rejection) else passed
    elif event.below_reserve or item.status is Status.PAUSED:
        sold = sell(item, event.at)
        yield from () if isinstance(sold, Rejection) else sold
    else:
        yield closed(item, event.at)


def _fault_of_award(item: Item, event: ItemAwarded, bids: Iterable[PlacedBid]) -> str | None:
    keeps_bids = FORMATS[item.listing.format].keeps_bids
    winner = underbidder(item, kept_bids(item) if keeps_bids else bids)
    if event.defaulted != item.winners[0].bidder or event.winner != winner:
        return "the award does not follow from the bids"
    return None


def _fault_of_decision(item: Item, event: ItemReopened | AskingSet) -> str | None:
    """Decide a reopening or an asking price again."""
    if isinstance(event, AskingSet):
        command = SetAsking(_ADMIN, price=event.asking)
        decision = set_asking(item, command, event.at)
    else:
        decision = reopen(item, ReopenItem(_ADMIN, event.ends_at), event.at)
    if isinstance(decision, Rejection):
        return f"the rules refuse it: {decision.message}"
    return None
