"""The measuring window."""

import os

import pytest

from loadtest.swarm.meters import window as windows
from loadtest.swarm.meters.processes import Usage, Watched
from loadtest.swarm.meters.tally import Tally
from loadtest.swarm.meters.window import Window, measured, usages


def test_a_window_has_the_counts_between_its_ends() -> None:
    tally, window = Tally(), Window()
    tally.counts.accepted = 5
    with measured(window, tally, []):
        assert tally.measuring
        tally.counts.accepted += 3
    tally.counts.accepted += 9
    assert not tally.measuring
    assert window.counts.accepted == 3
    assert window.seconds > 0


def test_a_process_that_dies_meanwhile_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = iter([Usage(1.0, 0), Usage(2.0, 0), Usage(1.5, 0), None])
    monkeypatch.setattr(windows, "usage", lambda process: next(samples))
    window = Window()
    with measured(window, Tally(), [Watched("node", 1), Watched("stores", 2)]):
        pass
    assert window.cpu_s == {"node": 0.5}


def test_only_existing_processes_have_a_usage() -> None:
    found = usages([Watched("this", os.getpid()), Watched("none", 2**22 + 1)])
    assert list(found) == ["this"]
