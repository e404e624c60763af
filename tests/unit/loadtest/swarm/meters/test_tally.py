"""The counters of a run."""

from loadtest.swarm.meters.tally import Counts


def test_a_bid_is_open_until_it_has_an_outcome() -> None:
    counts = Counts(sent=10, accepted=4, refused=3, undecided=1, unanswered=1)
    assert (counts.answered, counts.open) == (7, 1)


def test_the_difference_to_an_earlier_copy_is_the_window() -> None:
    counts = Counts(sent=10, accepted=4)
    earlier = counts.copy()
    counts.sent += 5
    counts.accepted += 2
    assert counts.since(earlier) == Counts(sent=5, accepted=2)
    assert earlier == Counts(sent=10, accepted=4), "a copy doesn't change"
