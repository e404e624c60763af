"""`make faults-report`: writes docs/faults.md from the records of faults, attacks, simulations, mutants."""

import json
import re
from pathlib import Path

from tests.faults.mutants.__main__ import BEGIN, END
from tests.faults.report.record import RECORD, Json, read
from tests.faults.report.text import page
from tests.nodes import ROOT

PAGE = ROOT / "docs/faults.md"
SIMULATIONS = ROOT / "tests/simulation/record.json"
"""Written by `python -m tests.simulation --write`."""
ATTACKS = ROOT / "loadtest/results/attacks.json"
"""Written by `make bench-attacks`."""
MUTANTS = ROOT / "docs/durability.md"
"""The page with the table that `make mutants` writes."""
MUTANT = re.compile(r"^\| ([^|`]+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def main() -> None:
    """Write the page."""
    simulations, attacks = _read(SIMULATIONS), _read(ATTACKS)
    listed = MUTANTS.read_text()
    text = page(read(RECORD), simulations, mutants(listed), attacks, mutants_tried=tried(listed))
    PAGE.write_text(text)


def _read(path: Path) -> Json | None:
    found: Json | None = json.loads(path.read_text()) if path.exists() else None
    return found


def mutants(text: str) -> list[Json]:
    """Return the mutants of a page, each with the judges that `caught` it."""
    table = text.partition(BEGIN)[2].partition(END)[0]
    rows = [row for row in MUTANT.findall(table) if row[0] not in ("mutant", "---")]
    return [
        {"name": name, "caught": [] if caught == "nothing" else caught.split(", ")}
        for name, caught in rows
    ]


def tried(text: str) -> str:
    """Return the sentence of a page about the run that tried its mutants; it may have none."""
    first = text.partition(BEGIN)[2].lstrip().partition("\n")[0]
    return "" if first.startswith("|") else first


if __name__ == "__main__":
    main()
