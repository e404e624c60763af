"""The audit's report, printed by `check`, and its exit status."""

import json
import sys
from pathlib import Path

import pytest

from loadtest.audit.__main__ import main
from tests.unit.loadtest.audit.falsifying import lines, write
from tests.unit.loadtest.audit.honest_sale import HonestSale, Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(monkeypatch, capsys)


class Run:
    """Runs the command line in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        """Return exit status, output and errors."""
        self._monkeypatch.setattr(sys, "argv", ["audit", *map(str, arguments)])
        status = main()
        printed = self._capsys.readouterr()
        return status, printed.out, printed.err


def test_a_clean_run_ends_with_0_and_counts_the_checked_objects(
    sale: Json, tmp_path: Path, run: Run
) -> None:
    write(sale, tmp_path)
    status, out, _ = run("check", tmp_path)
    assert status == 0
    assert out.startswith("Audit of 1 items, 12 bids sent, 5 accepted, 5 refused, 2 unconfirmed, ")
    assert "D  ok           10 bid_ids, 2 bid_ids sent again\n" in out
    assert out.endswith("No violations\n")


def test_violations_end_with_1_and_are_named(sale: Json, tmp_path: Path, run: Run) -> None:
    lines(sale, "answer", bid_id="low")[0]["minimum"] = 1
    write(sale, tmp_path)
    status, out, _ = run("check", tmp_path, "--show", 1)
    assert status == 1
    assert "P  violated" in out
    assert "   1 violations of: nothing that was refused or never sent is in the archive\n" in out
    assert "more" not in out
    assert out.endswith("There are violations\n")
    assert "- lamp: bid low was refused as too_low" in out


def test_no_more_violations_are_printed_than_asked_for(
    sale: Json, tmp_path: Path, run: Run
) -> None:
    sale["archive"]["bids"].clear()
    write(sale, tmp_path)
    out = run("check", tmp_path, "--show", 2)[1]
    under_l = out.split("L  violated")[1].split("\nD ")[0]
    assert under_l.count("- lamp: ") == 2
    assert "- and 7 more" in under_l


def test_an_invariant_without_checked_objects_is_not_called_ok(tmp_path: Path, run: Run) -> None:
    honest = HonestSale()
    write(honest.evidence(), tmp_path)
    status, out, _ = run("check", tmp_path)
    assert status == 0
    assert "D  not checked  bid_ids, bid_ids sent again\n" in out
    assert "D  not checked" in out
    assert "not checked: acknowledged bids" in out


def test_the_report_can_be_json(sale: Json, tmp_path: Path, run: Run) -> None:
    sale["hot"]["lamp"]["price"] = 1
    write(sale, tmp_path)
    status, out, _ = run("check", tmp_path, "--json")
    report = json.loads(out)
    assert status == 1
    assert report["clean"] is False
    answers = {"bids sent": 12, "accepted": 5, "refused": 5, "unconfirmed": 2}
    assert report["totals"] == {"items": 1, **answers, "snapshots": 1, "watchers": 2}
    assert report["invariants"]["L"]["result"] == "violated"
    assert report["invariants"]["L"]["violation_count"] == 1
    assert report["invariants"]["M"]["checked"] == {"events": 12, "acceptances": 5, "numbers": 5}


def test_evidence_that_is_unusable_ends_with_2(tmp_path: Path, run: Run) -> None:
    status, out, err = run("check", tmp_path)
    assert (status, out) == (2, "")
    assert "holds no log" in err
