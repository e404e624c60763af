"""The commands of those who run a sale, on an item."""

from typing import Any

import pytest

from server.bidding.settling.records import Accepted
from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    ExtendItem,
    GiveNotice,
    ReopenItem,
    SetAsking,
    VoidBid,
)
from server.domain.rejection import Code, Rejection
from server.domain.types import Actor, BidId
from server.use_cases.running import COMMANDS, WITH_ARGUMENT, Running
from server.use_cases.saleroom.clerks import ClerkGrants
from server.wire.errors import Refused
from server.wire.saleroom.running import RunItem
from tests.unit.use_cases.stand_ins import HOUSE, NOBODY, KeptGrants, RecordingFloor

ACCEPTED = Accepted(7, 150, 160, leading=False, ends_at=None)
BY = Actor(HOUSE.user_id, HOUSE.role)
ARGUMENTS: dict[str, tuple[dict[str, Any], AuctioneerCommand]] = {
    "extend": ({"ends_at": 5}, ExtendItem(BY, 5, expected_seq=6)),
    "set_asking": ({"price": 5}, SetAsking(BY, 5, expected_seq=6)),
    "give_notice": ({"notice_id": "n", "text": "Hi"}, GiveNotice(BY, "n", "Hi")),
    "reopen": ({"ends_at": 5}, ReopenItem(BY, 5, expected_seq=6)),
    "award": ({"step": 2}, AwardItem(BY, 2, expected_seq=6)),
    "void": ({"bid_id": "b", "reason": "r"}, VoidBid(BY, BidId("b"), "r", expected_seq=6)),
}


def running(floor: RecordingFloor) -> Running:
    return Running(floor.floor, ClerkGrants(KeptGrants(NOBODY)))


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_a_command_reaches_the_floor_with_its_actor(name: str) -> None:
    recorded = RecordingFloor(ACCEPTED)
    request = RunItem(item_id="lamp", expected_seq=6)
    assert await running(recorded).run(HOUSE, name, request) == {"ok": True, "seq": 7}
    assert recorded.commands == [("lamp", COMMANDS[name](BY, expected_seq=6))]


@pytest.mark.parametrize("name", sorted(WITH_ARGUMENT))
async def test_a_command_reaches_the_floor_with_its_argument(name: str) -> None:
    recorded = RecordingFloor(ACCEPTED)
    argument, command = ARGUMENTS[name]
    expected = {} if name == "give_notice" else {"expected_seq": 6}
    request = WITH_ARGUMENT[name].event.parse({"item_id": "lamp", **argument, **expected})
    assert await running(recorded).run(HOUSE, name, request) == {"ok": True, "seq": 7}
    assert recorded.commands == [("lamp", command)]


async def test_the_floor_decides_whether_the_item_is_the_actors() -> None:
    rejection = Rejection(Code.FORBIDDEN, "only those who run the item's sale may do this")
    recorded = RecordingFloor(rejection)
    assert await running(recorded).run(HOUSE, "close", RunItem(item_id="lamp")) is rejection
    with pytest.raises(Refused, match="unauthenticated"):
        await running(recorded).run(None, "close", RunItem(item_id="lamp"))
