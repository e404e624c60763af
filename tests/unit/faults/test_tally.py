"""A tally adds up what rounds have counted, and keeps the longest times."""

from tests.faults.tally import Tally


def a_tally(*, seconds: float, mib: float) -> Tally:
    tally = Tally(memory_mib=mib)
    tally.struck(("redis_pauses", "a_node_dies"))
    tally.took(
        "redis_pauses + a_node_dies", without_service_s=seconds, left_s=seconds / 2, drain_s=None
    )
    tally.judged({"bids sent": 10, "accepted": 6, "refused": 3, "unconfirmed": 1})
    return tally


def test_counts_are_added_and_the_longest_time_is_kept() -> None:
    tally = a_tally(seconds=1.5, mib=90)
    tally.add(a_tally(seconds=0.5, mib=120))
    assert tally.faults == {"redis_pauses": 2, "a_node_dies": 2}
    assert tally.pairs == {"redis_pauses + a_node_dies": 2}
    assert tally.bids == {"sent": 20, "acknowledged": 12, "refused": 6, "unknown": 2}
    assert tally.without_service_s == {"redis_pauses + a_node_dies": 1.5}
    assert tally.left_s == {"redis_pauses + a_node_dies": 0.75}
    assert (tally.drain_s, tally.memory_mib) == ({}, 120)


def test_losses_that_were_named_are_counted() -> None:
    tally = Tally()
    totals = {"bids sent": 1, "accepted": 1, "refused": 0, "unconfirmed": 0, "lost and named": 1}
    tally.judged(totals)
    assert tally.lost_and_named == 1
