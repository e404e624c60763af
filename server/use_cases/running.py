"""Running a sale: the commands on an item. The rules check who may run the item."""

from collections.abc import Callable
from typing import Any, NamedTuple

from server.bidding.floor import Floor
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
from server.domain.rejection import Rejection
from server.domain.types import Actor, BidId, ItemId
from server.identity.identity import Identity
from server.identity.permissions import authenticated
from server.use_cases.saleroom.clerks import ClerkGrants
from server.wire.answers import CommandAnswer, command_answer
from server.wire.requests import EndAt, Extend, Request
from server.wire.saleroom.running import (
    Asking,
    Award,
    AwardStep,
    BidToVoid,
    NewNotice,
    NoticeOnItem,
    Reopen,
    Reopening,
    RunItem,
    SetAskingPrice,
    Void,
)

COMMANDS: dict[
    str,
    type[
        OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem | PassItem | SellItem
    ],
] = {
    "open": OpenItem,
    "pause": PauseItem,
    "resume": ResumeItem,
    "warn": WarnItem,
    "close": CloseItem,
    "cancel": CancelItem,
    "pass": PassItem,
    "sell": SellItem,
}
"""The commands that take no argument but the item and its expected state, by name."""


class WithArgument(NamedTuple):
    """A command that takes an argument: the body over HTTP, the event's argument, and the command."""

    body: type[Request]
    event: type[Request]
    kind: type[AuctioneerCommand]
    command: Callable[[Actor, Any], AuctioneerCommand]


WITH_ARGUMENT: dict[str, WithArgument] = {
    "extend": WithArgument(
        EndAt,
        Extend,
        ExtendItem,
        lambda by, it: ExtendItem(by, it.ends_at, expected_seq=it.expected_seq),
    ),
    "set_asking": WithArgument(
        Asking,
        SetAskingPrice,
        SetAsking,
        lambda by, it: SetAsking(by, it.price, it.increment, expected_seq=it.expected_seq),
    ),
    "give_notice": WithArgument(
        NewNotice, NoticeOnItem, GiveNotice, lambda by, it: GiveNotice(by, it.notice_id, it.text)
    ),
    "reopen": WithArgument(
        Reopening,
        Reopen,
        ReopenItem,
        lambda by, it: ReopenItem(by, it.ends_at, expected_seq=it.expected_seq),
    ),
    "award": WithArgument(
        AwardStep,
        Award,
        AwardItem,
        lambda by, it: AwardItem(by, it.step, expected_seq=it.expected_seq),
    ),
    "void": WithArgument(
        BidToVoid,
        Void,
        VoidBid,
        lambda by, it: VoidBid(by, BidId(it.bid_id), it.reason, expected_seq=it.expected_seq),
    ),
}


class Running:
    """Carries out the commands of those who run a sale."""

    def __init__(self, floor: Floor, grants: ClerkGrants) -> None:
        self._floor = floor
        self._grants = grants

    async def run(
        self, identity: Identity | None, name: str, request: Request
    ) -> CommandAnswer | Rejection:
        """Carry out the command with this name on the item that its request names; raises Refused."""
        by = await self._grants.actor(authenticated(identity))
        if isinstance(request, RunItem):
            command: AuctioneerCommand = COMMANDS[name](by, expected_seq=request.expected_seq)
        else:
            command = WITH_ARGUMENT[name].command(by, request)
        item_id: str = request.item_id  # type: ignore[attr-defined]
        answer = await self._floor.submit(ItemId(item_id), command)
        return answer if isinstance(answer, Rejection) else command_answer(answer)
