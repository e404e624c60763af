"""`make faults-report`: writes docs/faults.md from the records of runs, simulations and mutants."""

import json
from pathlib import Path
from typing import Any

from tests.faults.report.record import RECORD, read
from tests.faults.report.text import page
from tests.nodes import ROOT

PAGE = ROOT / "docs/faults.md"
SIMULATIONS = ROOT / "tests/simulation/record.json"
"""An object with `seeds`, `failed`, `hours`, `faults` by kind and `bids` by outcome."""
MUTANTS = ROOT / "tests/faults/mutants/record.json"
"""A list of objects with `name`, and `caught`, the judges that caught it."""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read(RECORD), _json(SIMULATIONS), _json(MUTANTS) or []))


def _json(path: Path) -> Any:
    return json.loads(path.read_text()) if path.exists() else None


if __name__ == "__main__":
    main()
