"""Items are parked until their timer fires or they leave."""

import asyncio

import pytest

from server.bidding.counters import Counters
from server.bidding.parking import Parking
from server.domain.types import ItemId
from tests.timeouts import eventually

LAMP, VASE = ItemId("lamp"), ItemId("vase")


@pytest.fixture
def counters() -> Counters:
    return Counters()


async def test_the_timer_of_an_item_fires_once_its_wait_is_over(counters: Counters) -> None:
    fired = asyncio.Event()
    Parking(counters).park(LAMP, -1.0, fired.set)
    assert not fired.is_set(), "a wait that is over already ends in a later turn of the loop"
    await fired.wait()
    assert (counters.locks_outwaited, counters.parked_s.count) == (1, 1)


async def test_an_item_that_leaves_is_not_called_again(counters: Counters) -> None:
    parking = Parking(counters)
    called: list[ItemId] = []
    parking.park(LAMP, 0.0, lambda: called.append(LAMP))
    parking.park(VASE, 0.0, lambda: called.append(VASE))
    parking.leave(LAMP)
    await eventually(lambda: called != [])
    assert called == [VASE]
    assert (counters.locks_outwaited, counters.parked_s.count) == (1, 2)


async def test_no_timer_fires_once_all_are_cancelled(counters: Counters) -> None:
    parking = Parking(counters)
    parking.park(LAMP, 0.0, pytest.fail)
    parking.cancel()
    later = asyncio.Event()
    Parking(counters).park(VASE, 0.0, later.set)
    await later.wait()
    assert counters.locks_outwaited == 1


async def test_the_time_of_all_items_can_be_ended(counters: Counters) -> None:
    parking = Parking(counters)
    called: list[ItemId] = []
    parking.park(LAMP, 60.0, lambda: called.append(LAMP))
    # An item may be parked again at once.
    parking.park(VASE, 60.0, lambda: parking.park(VASE, 60.0, lambda: called.append(VASE)))
    parking.end_all()
    assert called == [LAMP]
    parking.end_all()
    assert called == [LAMP, VASE]
