"""The floor's counters: answers by code, and what a round did."""

from server.bidding.counters import Counters
from server.bidding.settling.records import Accepted
from server.domain.rejection import Code, Rejection

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
