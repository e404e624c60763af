"""The auctioneer's commands on an item."""

import pytest

from server.bidding.settling.records import Accepted
from server.domain.commands import ExtendItem
from server.domain.rejection import Code, Rejection
from server.use_cases.running import COMMANDS, extend_item, run_item
from server.wire.errors import Refused
from server.wire.requests import Extend, ForItem
from tests.unit.use_cases.stand_ins import HOUSE, RecordingFloor

ACCEPTED = Accepted(7, 150, 160, leading=False, ends_at=None)
LAMP = ForItem(item_id="lamp")


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_a_command_reaches_the_floor_with_its_actor(name: str) -> None:
    recorded = RecordingFloor(ACCEPTED)
    assert await run_item(recorded.floor, HOUSE, name, LAMP) == {"ok": True, "seq": 7}
    assert recorded.commands == [("lamp", COMMANDS[name](HOUSE.actor))]


async def test_an_end_is_moved_to_the_requested_moment() -> None:
    recorded = RecordingFloor(ACCEPTED)
    request = Extend(item_id="lamp", ends_at=5)
    assert await extend_item(recorded.floor, HOUSE, request) == {"ok": True, "seq": 7}
    assert recorded.commands == [("lamp", ExtendItem(HOUSE.actor, 5))]


async def test_the_floor_decides_whether_the_item_is_the_actors() -> None:
    rejection = Rejection(Code.FORBIDDEN, "only the item's auctioneer may do this")
    recorded = RecordingFloor(rejection)
    assert await run_item(recorded.floor, HOUSE, "close", LAMP) is rejection
    with pytest.raises(Refused, match="unauthenticated"):
        await run_item(recorded.floor, None, "close", LAMP)
