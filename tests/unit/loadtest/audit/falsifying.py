"""Falsifies a sale's evidence in one place, writes it to files and judges it."""

import json
from pathlib import Path
from typing import Any

from loadtest.audit.judgement import Judgement, judge
from loadtest.audit.record import read
from tests.unit.loadtest.audit.honest_sale import END, Json


def judged(evidence: Json, directory: Path) -> Judgement:
    """Write evidence to files and judge it."""
    write(evidence, directory)
    return judge(read(directory))


def write(evidence: Json, directory: Path) -> None:
    """Write evidence into a directory."""
    lines = "".join(json.dumps(line) + "\n" for line in evidence["lines"])
    (directory / "client-1.jsonl").write_text(lines)
    (directory / "hot.json").write_text(json.dumps(evidence["hot"]))
    (directory / "archive.json").write_text(json.dumps(evidence["archive"]))
    for name in ("refused", "losses", "settled"):
        (directory / f"{name}.json").write_text(json.dumps(evidence.get(name, [])))


def broken(evidence: Json, directory: Path) -> str:
    """Return the letters of the violated invariants, in the audit's order."""
    verdicts = judged(evidence, directory).verdicts
    return "".join(verdict.letter for verdict in verdicts if verdict.violations)


def faults(evidence: Json, directory: Path) -> str:
    """Return all violations, one per line."""
    verdicts = judged(evidence, directory).verdicts
    found = [f"{each.letter} {v.text}" for each in verdicts for v in each.violations]
    return "\n".join(found)


def lines(evidence: Json, kind: str, **fields: Any) -> list[Json]:
    """Return the lines of a kind with these fields, to be falsified."""
    wanted = {"k": kind, **fields}
    return [line for line in evidence["lines"] if wanted.items() <= line.items()]


def add_line(evidence: Json, kind: str, **fields: Any) -> None:
    """Add a line about the item."""
    evidence["lines"].append({"k": kind, "t": END, "item_id": "lamp", **fields})


def event(evidence: Json, seq: int) -> Json:
    """Return an archived event."""
    return next(each for each in evidence["archive"]["events"] if each["seq"] == seq)


def row(evidence: Json, bid_id: str) -> Json:
    """Return an archived bid."""
    return next(each for each in evidence["archive"]["bids"] if each["bid_id"] == bid_id)
