"""Checks the moves of a history against the lifecycle and the fields that follow from the state."""

from server.domain.commands import (
    AuctioneerCommand,
    CancelItem,
    CloseItem,
    ExtendItem,
    OpenItem,
    PauseItem,
    ResumeItem,
    WarnItem,
)
from server.domain.events import (
    BiddersBlocked,
    Event,
    ItemCancelled,
    ItemClosed,
    ItemExtended,
    ItemOpened,
    ItemPaused,
    ItemResumed,
    ItemWarned,
)
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.lifecycle import ALLOWED_FROM
from server.domain.types import ENDED, Status

_COMMANDS: dict[type[Event], type[AuctioneerCommand]] = {
    ItemOpened: OpenItem,
    ItemPaused: PauseItem,
    ItemResumed: ResumeItem,
    ItemWarned: WarnItem,
    ItemClosed: CloseItem,
    ItemCancelled: CancelItem,
    ItemExtended: ExtendItem,
}


def fault_of_block(item: Item, event: BiddersBlocked) -> str | None:
    """Check that a block or its end changes something."""
    if item.status in ENDED:
        return "the item had ended"
    changes = all((user_id in item.blocked) != event.blocked for user_id in event.user_ids)
    return None if changes else "a user was blocked, or not, before"


def fault_of_move(item: Item, event: Event) -> str | None:
    """Check a move against the lifecycle and the state."""
    if item.status not in ALLOWED_FROM[_COMMANDS[type(event)]]:
        return f"not possible while the item is {item.status.value}"
    match event:
        case ItemOpened():
            ends_at = FORMATS[item.listing.format].end_when_opened(item.listing, event.at)
            return None if event.ends_at == ends_at else "its end does not follow from the opening"
        case ItemResumed():
            assert item.paused_at is not None, "a paused item has the time of its pause"
            ends_at = None if item.ends_at is None else item.ends_at + event.at - item.paused_at
            return None if event.ends_at == ends_at else "its end did not move by the pause"
        case ItemClosed():
            winners = FORMATS[item.listing.format].winners(item)
            status = Status.SOLD if winners else Status.UNSOLD
            same = (event.status, event.winners) == (status, winners)
            return None if same else "the outcome does not follow from the bids"
        case _:
            return None
