"""The floor's counters: answers by code, what a round did, and the refusals of an item."""

from server.bidding.counters import FOLLOWED_MAX, SPAN_S, Counters, Refusals
from server.bidding.settling.records import Accepted
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId

LAMP, CLOCK = ItemId("lamp"), ItemId("clock")
ACCEPTED = Accepted(seq=3, price=100, minimum=110, leading=True, ends_at=None)


def test_answers_are_counted_by_their_code() -> None:
    counters = Counters()
    for answer in (ACCEPTED, Rejection(Code.TOO_LOW, ""), ACCEPTED):
        counters.answered(answer, 0.5)
    assert counters.answers == {"ok": 2, "too_low": 1}
    assert (counters.answer_s.total, counters.answer_s.count) == (1.5, 3)


def test_a_round_is_counted_with_its_size_and_its_time() -> None:
    counters = Counters()
    counters.round_settled(items=2, commands=7, took_s=0.25)
    assert (counters.rounds, counters.items_settled) == (1, 2)
    assert (counters.round_commands.total, counters.round_s.total) == (7, 0.25)


def test_nodes_in_one_process_count_apart() -> None:
    one, other = Counters(), Counters()
    one.answered(ACCEPTED, 0)
    assert other.answers == {}
    assert other.answer_s.count == 0


class Clock:
    """A clock that the test sets."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_refusals_count_from_the_first_question_on_and_for_a_minute() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    refusals.add(LAMP)
    assert refusals.count(LAMP) == 0
    for _ in range(3):
        refusals.add(LAMP)
    refusals.add(CLOCK)
    assert refusals.count(LAMP) == 3
    clock.now += SPAN_S - 1
    refusals.add(LAMP)
    assert refusals.count(LAMP) == 4
    clock.now += 1
    assert refusals.count(LAMP) == 1
    clock.now += SPAN_S
    assert refusals.count(LAMP) == 0


def test_an_item_that_nobody_asks_about_makes_room_for_others() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    for number in range(FOLLOWED_MAX):
        refusals.count(ItemId(f"item-{number}"))
    refusals.count(LAMP)
    refusals.add(LAMP)
    assert refusals.count(LAMP) == 0
    clock.now += SPAN_S + 1
    refusals.count(LAMP)
    refusals.add(LAMP)
    assert refusals.count(LAMP) == 1
