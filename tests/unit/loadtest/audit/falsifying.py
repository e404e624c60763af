"""A sale's evidence in the hands of a test: falsified in one place, written down, judged."""

import json
from pathlib import Path
from typing import Any

from loadtest.audit.judgement import Judgement, judge
from loadtest.audit.record import read
from tests.unit.loadtest.audit.honest_sale import END, Json


def judged(evidence: Json, directory: Path) -> Judgement:
    """Write evidence down as clients do, and judge it."""
    write(evidence, directory)
    return judge(read(directory))


def write(evidence: Json, directory: Path) -> None:
    """Write evidence as a directory."""
    lines = "".join(json.dumps(line) + "\n" for line in evidence["lines"])
    (directory / "client-1.jsonl").write_text(lines)
    (directory / "hot.json").write_text(json.dumps(evidence["hot"]))
    (directory / "archive.json").write_text(json.dumps(evidence["archive"]))


def broken(evidence: Json, directory: Path) -> str:
    """Return the letters of the invariants that don't hold, in the audit's order."""
    verdicts = judged(evidence, directory).verdicts
    return "".join(verdict.letter for verdict in verdicts if verdict.violations)


def faults(evidence: Json, directory: Path) -> str:
    """Return all that the audit has to say against it, a line for each violation."""
    verdicts = judged(evidence, directory).verdicts
    found = [f"{each.letter} {v.text}" for each in verdicts for v in each.violations]
    return "\n".join(found)


def lines(evidence: Json, kind: str, **fields: Any) -> list[Json]:
    """Return the lines of a kind whose fields are as given, to be falsified."""
    wanted = {"k": kind, **fields}
    return [line for line in evidence["lines"] if wanted.items() <= line.items()]


def tell(evidence: Json, kind: str, **fields: Any) -> None:
    """Add a line about the item."""
    evidence["lines"].append({"k": kind, "t": END, "item_id": "lamp", **fields})


def event(evidence: Json, seq: int) -> Json:
    """Return an archived event."""
    return next(each for each in evidence["archive"]["events"] if each["seq"] == seq)


def row(evidence: Json, bid_id: str) -> Json:
    """Return an archived bid."""
    return next(each for each in evidence["archive"]["bids"] if each["bid_id"] == bid_id)
