"""The report of a run: faults, warnings and the table."""

from typing import Any

import pytest

from loadtest.swarm.drop import Drop
from loadtest.swarm.meters.processes import Usage
from loadtest.swarm.meters.tally import Counts
from loadtest.swarm.meters.window import Window
from loadtest.swarm.options import parse
from loadtest.swarm.report import as_json, table
from loadtest.swarm.run import Outcome
from tests.unit.loadtest.swarm.sockets.links import run_state


def outcome(**more: Any) -> Outcome:
    """Return a run of two seconds without a fault."""
    counts = Counts(sent=200, accepted=200, deliveries=400)
    window = Window(began=0.0, ended=2.0, counts=counts, cpu_s={"node": 0.1})
    found = Outcome(run_state(), window, connected=10, watchers=4, complete=4, **more)
    found.state.tally.counts = Counts(sent=250, accepted=250)
    return found


def report(found: Outcome, *options: str) -> dict[str, Any]:
    url = ("--url", "http://127.0.0.1:1", "--secret", "s")
    return as_json(parse([*url, *options]), found)


def test_a_run_without_a_fault_has_rates_and_costs() -> None:
    found = report(outcome())
    assert found["wrong"] == found["warnings"] == []
    assert (found["bids"]["accepted_per_s"], found["deliveries"]["per_s"]) == (100, 200)
    node = found["processes"]["node"]
    assert (node["us_per_accepted"], node["us_per_delivery"], node["cpu_share"]) == (500, 250, 0.05)


def test_the_cost_of_a_connection_is_that_of_its_arrival() -> None:
    found = outcome(before={"node": Usage(1.0, 10_000)}, after={"node": Usage(1.01, 60_000)})
    node = report(found)["processes"]["node"]
    assert (node["us_per_connection"], node["kb_per_socket"]) == (1000, 5)


def test_every_fault_is_named() -> None:
    found = outcome()
    found.complete = 3
    found.state.failure = "the server died"
    found.state.tally.losses["reset"] = 2
    found.state.tally.codes["invalid"] = 1
    found.state.tally.counts.unanswered = 5
    assert report(found)["wrong"] == [
        "the run ended early: the server died",
        "2 sockets were lost, mostly: reset",
        "5 bids had no answer",
        "1 bids were refused as invalid",
        "screens right at the end: 3 of 4 within 0.0 s",
    ]


def test_dropped_sockets_that_stay_away_are_a_fault() -> None:
    found = outcome(drop=Drop(10, returned=9))
    assert report(found)["wrong"] == [
        "the node still counted dropped sockets after 60 s",
        "9 of 10 dropped sockets are back",
    ]


@pytest.mark.parametrize(
    ("options", "cpu_s", "warning"),
    [((), 1.9, "95% of its core"), (("--rate", "150"), 0.1, "only 200 of 300 bids")],
)
def test_an_overloaded_generator_is_a_warning(
    options: tuple[str, ...], cpu_s: float, warning: str
) -> None:
    found = outcome()
    found.window.own_cpu_s = cpu_s
    assert any(warning in text for text in report(found, *options)["warnings"])


def test_bids_that_were_not_sent_because_bidders_waited_are_no_warning() -> None:
    found = outcome()
    found.state.tally.counts.held = 100
    assert report(found, "--rate", "150", "--heed")["warnings"] == []


def test_the_table_shows_faults_and_processes() -> None:
    found = outcome()
    found.state.failure = "the server died"
    lines = table(report(found)).splitlines()
    assert lines[1].split()[:3] == ["accepted", "200", "100"]
    assert "node: 5% of a core, 500.0 us per accepted bid" in "\n".join(lines)
    assert lines[-1] == "wrong: the run ended early: the server died"
