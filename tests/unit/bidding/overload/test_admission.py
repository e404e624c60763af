"""The refusal of bids for which there is no room: by their item, their bidder and the node."""

import asyncio

import pytest

from server.bidding.batch import Waiting
from server.bidding.overload.admission import Admission
from server.bidding.overload.limits import FloorLimits
from server.domain.commands import CloseItem, Command
from server.domain.rejection import Code
from server.domain.types import Bidder, UserId
from tests.unit.domain.sale import HOUSE, bid

LIMITS = FloorLimits(
    queue_size_max=20,
    round_commands_max=4,
    bid_timeout_ms=2_000,
    user_waiting_max=6,
    lag_max_ms=250,
)
CLOSE: Command = CloseItem(HOUSE)


class Desk:
    """An admission with a clock and a lag that are set by hand."""

    def __init__(self) -> None:
        self.now_s, self.lag, self.items, self.chance = 100.0, 0.0, 4, 1.0
        self.admission = Admission(
            LIMITS,
            items=lambda: self.items,
            lag_s=lambda: self.lag,
            now=lambda: self.now_s,
            chance=lambda: self.chance,
        )

    def queue(self, count: int, *, age_s: float) -> list[Waiting]:
        """Return commands of one item that have waited for so long."""
        deadline = self.now_s - age_s + LIMITS.bid_timeout_ms / 1000
        loop = asyncio.new_event_loop()
        try:
            return [Waiting(bid(100), deadline, loop.create_future()) for _ in range(count)]
        finally:
            loop.close()

    def refused(self, command: Command, of_item: list[Waiting] | None = None) -> bool:
        """Return whether a command is refused, always as `busy` with a time to retry."""
        rejection = self.admission.refuse(command, of_item or [])
        if rejection is None:
            return False
        assert rejection.code is Code.BUSY
        assert rejection.details["retry_after_ms"]
        return True

    def fill(self, count: int) -> None:
        """Let bids of different users wait."""
        for number in range(count):
            self.admission.admit(bid_of(f"user-{number}"))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def bid_of(name: str) -> Command:
    """Make a bid of a user."""
    return bid(100, Bidder(UserId(name), name))


def test_an_item_with_a_long_and_old_queue_takes_no_more_bids(desk: Desk) -> None:
    assert desk.refused(bid(100), desk.queue(4, age_s=0.3))
    assert desk.admission.refused == {"item": 1}


def test_a_long_queue_that_moves_takes_bids(desk: Desk) -> None:
    assert not desk.refused(bid(100), desk.queue(4, age_s=0.08))


def test_a_few_bids_that_wait_for_a_lock_do_not_close_an_item(desk: Desk) -> None:
    assert not desk.refused(bid(100), desk.queue(3, age_s=1.5))


def test_a_rushed_item_does_not_close_another(desk: Desk) -> None:
    desk.fill(10)
    assert desk.refused(bid(100), desk.queue(8, age_s=1.0))
    assert not desk.refused(bid(100), [])


def test_a_user_with_many_waiting_bids_may_send_no_more_until_some_are_answered(desk: Desk) -> None:
    for _ in range(6):
        desk.admission.admit(bid_of("ann"))
    assert desk.refused(bid_of("ann"))
    assert not desk.refused(bid_of("bob"))
    desk.admission.leave(bid_of("ann"), 0.1)
    assert not desk.refused(bid_of("ann"))
    assert desk.admission.refused == {"user": 1}


def test_a_lagging_node_with_a_long_queue_takes_no_more_bids(desk: Desk) -> None:
    desk.lag = 0.3
    desk.fill(4)
    assert not desk.refused(bid(100))
    desk.fill(1)
    assert desk.refused(bid(100))
    assert desk.admission.refuse_bid() is not None
    desk.lag = 0.2
    assert not desk.refused(bid(100))


def answer_after(desk: Desk, waited_s: float) -> None:
    """Let many bids be answered that have waited for so long."""
    for _ in range(300):
        desk.admission.admit(bid_of("ann"))
        desk.admission.leave(bid_of("ann"), waited_s)


def test_a_node_whose_answers_come_late_takes_no_more_until_they_come_sooner(desk: Desk) -> None:
    desk.fill(8)
    answer_after(desk, 0.3)
    assert desk.refused(bid(100))
    answer_after(desk, 0.08)
    assert not desk.refused(bid(100))


def test_an_overloaded_node_takes_bids_on_items_where_few_wait_beside_rushed_ones(
    desk: Desk,
) -> None:
    desk.lag = 0.3
    desk.fill(16)
    desk.items = 2
    assert not desk.refused(bid(100))
    assert desk.refused(bid(100), desk.queue(1, age_s=0.0))
    desk.items = 16
    assert desk.refused(bid(100)), "few wait on any item"


def test_an_overload_begins_by_chance_at_half_of_its_bounds(desk: Desk) -> None:
    desk.fill(8)
    desk.lag = 0.2
    assert not desk.refused(bid(100))
    desk.chance = 0.5
    assert desk.refused(bid(100))
    desk.lag, desk.chance = 0.12, 0.0
    assert not desk.refused(bid(100))


def test_one_late_answer_does_not_close_a_node(desk: Desk) -> None:
    desk.fill(8)
    answer_after(desk, 0.01)
    desk.admission.admit(bid_of("ann"))
    desk.admission.leave(bid_of("ann"), 2.0)
    assert not desk.refused(bid(100))


def test_a_full_node_takes_nothing_more(desk: Desk) -> None:
    desk.fill(20)
    assert desk.refused(CLOSE)
    assert desk.admission.refused == {"queue": 1}


def test_the_house_is_refused_only_by_a_full_node(desk: Desk) -> None:
    desk.lag = 5.0
    desk.fill(19)
    assert not desk.refused(CLOSE, desk.queue(19, age_s=1.9))


def test_nothing_is_kept_of_users_whose_bids_are_answered(desk: Desk) -> None:
    for command in (bid_of("ann"), CLOSE):
        desk.admission.admit(command)
        assert desk.admission.waiting == 1
        desk.admission.leave(command, 0.1)
    assert desk.admission.waiting == 0
    assert not desk.admission._waiting
