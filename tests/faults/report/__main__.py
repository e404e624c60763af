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
    PAGE.write_text(page(read(RECORD), simulations, mutants(MUTANTS.read_text()), attacks))


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


if __name__ == "__main__":
    main()
