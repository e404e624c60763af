"""Running a sale: the auctioneer's commands on an item. The floor checks that the item is theirs."""

from server.bidding.floor import Floor
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
from server.domain.rejection import Rejection
from server.domain.types import ItemId
from server.identity.identity import Identity
from server.identity.permissions import authenticated
from server.wire.answers import CommandAnswer, command_answer
from server.wire.requests import Extend, ForItem

COMMANDS: dict[str, type[OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem]] = {
    "open": OpenItem,
    "pause": PauseItem,
    "resume": ResumeItem,
    "warn": WarnItem,
    "close": CloseItem,
    "cancel": CancelItem,
}
"""The auctioneer's commands that take no argument but the item, by name; `extend` takes one more."""


async def run_item(
    floor: Floor, identity: Identity | None, name: str, request: ForItem
) -> CommandAnswer | Rejection:
    """Carry out the command with this name in COMMANDS; raises Refused `unauthenticated`."""
    return await _submit(floor, request, COMMANDS[name](authenticated(identity).actor))


async def extend_item(
    floor: Floor, identity: Identity | None, request: Extend
) -> CommandAnswer | Rejection:
    """Move an item's end; raises Refused `unauthenticated`."""
    return await _submit(floor, request, ExtendItem(authenticated(identity).actor, request.ends_at))


async def _submit(
    floor: Floor, request: ForItem | Extend, command: AuctioneerCommand
) -> CommandAnswer | Rejection:
    answer = await floor.submit(ItemId(request.item_id), command)
    return answer if isinstance(answer, Rejection) else command_answer(answer)
