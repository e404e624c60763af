"""What a rolling restart has found, as a table and as broken promises."""

from loadtest.rolling.findings import Findings


def test_a_bid_that_one_retry_cures_breaks_no_promise() -> None:
    found = Findings()
    found.undecided["busy"] += 1
    found.decided(0.1, again=True)
    found.left(hinted=True)
    assert list(found.broken()) == []


def test_each_broken_promise_is_named() -> None:
    found = Findings(unanswered=2, wrong_screens=3)
    found.uncured["busy"] += 1
    found.left(hinted=True)
    found.left(hinted=False)
    assert list(found.broken()) == [
        "bids that one retry did not cure: {'busy': 1}",
        "2 bids had no answer in the end",
        "3 screens were wrong in the end",
        "1 sockets were lost without an announcement",
    ]


def test_the_bounds_of_time_are_those_of_the_restart() -> None:
    found = Findings()
    for phase, took_s, behind_us in (
        (found.calm, 0.01, 2_000_000),
        (found.restart, 0.019, 900_000),
    ):
        found.phase = phase
        found.decided(took_s, again=False)
        found.seen(behind_us)
    assert list(found.slow()) == []
    found.decided(0.03, again=False)
    found.seen(1_100_000)
    assert len(list(found.slow())) == 2


def test_bids_of_no_phase_and_second_tries_are_not_timed() -> None:
    found = Findings()
    found.decided(5, again=False)
    found.phase = found.restart
    found.decided(5, again=True)
    assert found.restart.answers.total == 0
    assert (found.decided_at_once, found.decided_again) == (1, 1)


def test_every_row_of_the_table_has_three_cells() -> None:
    lines = list(Findings().table())
    assert {line.count("|") for line in lines} == {4}
