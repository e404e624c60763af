"""The floor's counters: answers by code, and a histogram of the times to them."""

import pytest

from server.bidding.counters import ANSWER_BUCKETS_S, Counters
from server.bidding.settling.records import Accepted
from server.domain.rejection import Code, Rejection

ACCEPTED = Accepted(seq=3, price=100, minimum=110, leading=True, ends_at=None)


def test_answers_are_counted_by_their_code() -> None:
    counters = Counters()
    for answer in (ACCEPTED, Rejection(Code.TOO_LOW, ""), ACCEPTED):
        counters.answered(answer, 0.5)
    assert counters.answers == {"ok": 2, "too_low": 1}
    assert counters.answer_s_sum == 1.5


@pytest.mark.parametrize(
    ("waited_s", "bucket"), [(0, 0), (0.001, 0), (0.0011, 1), (2.0, -2), (2.1, -1)]
)
def test_an_answer_counts_in_the_lowest_bucket_that_has_its_time(
    waited_s: float, bucket: int
) -> None:
    counters = Counters()
    counters.answered(ACCEPTED, waited_s)
    assert len(counters.answer_buckets) == len(ANSWER_BUCKETS_S) + 1
    assert counters.answer_buckets[bucket] == sum(counters.answer_buckets) == 1


def test_nodes_in_one_process_count_apart() -> None:
    one, other = Counters(), Counters()
    one.answered(ACCEPTED, 0)
    assert other.answers == {}
    assert sum(other.answer_buckets) == 0
