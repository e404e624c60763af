"""`python -m tests.faults.mutants`: whether every mutant is caught, and by which check or simulation.

Writes the table into docs/durability.md once every mutant was tried. A run that was interrupted goes on
when it is called again, also with the mutants that could not be tried.
With words as arguments, it tries the mutants whose names contain all of them, and writes the rows of these.
Exit status: 0, or 1 if a mutant was not caught or could not be tried.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.mutants.listed import MUTANTS
from tests.faults.mutants.mutant import Mutant
from tests.faults.mutants.progress import Progress, version_of
from tests.faults.programme import NO_END, OVERDUE
from tests.faults.report.record import product_commit
from tests.nodes import ROOT

PAGE = ROOT / "docs/durability.md"
PROGRESS = ROOT / ".mutants.json"
BEGIN, END = "<!-- Written by make mutants. -->", "<!-- End of the mutants. -->"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "__pycache__", ".*_cache"
)
HEAD = ("| mutant | tried by | caught by |", "| --- | --- | --- |")
NOTHING = "nothing"
RUN_MAX_S = 1_800
FINDING = re.compile(
    r"^[\w, ]+: (fault|service|rate|readiness|alarms|internal|audit \w|SQL [a-z ]+): (.*)$",
    re.MULTILINE,
)

SIMULATED = re.compile(r"^(?:[LDMWPC]|screen|waits): .*$|^AssertionError: .*$", re.MULTILINE)
"""What a simulation has found, in a line."""

FAILED_TEST = re.compile(r"^FAILED \S+::(\w+)", re.MULTILINE)


def main() -> int:
    """Try the mutants; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("words", nargs="*", metavar="WORD")
    if words := parser.parse_args().words:
        chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in words)]
        found = dict(_rows(chosen))
        PAGE.write_text(with_rows(PAGE.read_text(), found))
    else:
        chosen = list(MUTANTS)
        found = _found_by_a_run()
    caught = [row for row in found.values() if not row.endswith(f"| {NOTHING} |")]
    return 0 if len(caught) == len(chosen) else 1


def _found_by_a_run() -> dict[str, str]:
    """Go on with the last run, or begin one; write the page if it is complete."""
    progress = Progress(PROGRESS, version_of(ROOT))
    for name, row in _rows(mutant for mutant in MUTANTS if mutant.name not in progress.rows):
        progress.add(name, row)
    if len(progress.rows) == len(MUTANTS):
        today, commit = datetime.now(UTC).date(), product_commit()
        when = f"All were tried on the product of commit {commit}, the last of them on {today}."
        PAGE.write_text(with_rows(PAGE.read_text(), progress.rows, when))
        progress.end()
    return progress.rows


def _rows(mutants: Iterable[Mutant]) -> Iterator[tuple[str, str]]:
    """Try mutants; yield each with its row, except for those that could not be tried."""
    for mutant in mutants:
        began = time.monotonic()
        try:
            row = row_of(mutant, caught_by(mutant))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"{mutant.name} could not be tried: {error}", flush=True)
            continue
        print(f"{row} {time.monotonic() - began:.0f} s", flush=True)
        yield mutant.name, row


def row_of(mutant: Mutant, checks: Sequence[str]) -> str:
    """Return the row of a mutant that these checks have caught."""
    tried = [f"`{fault}`" for fault in mutant.faults]
    tried += [f"{mutant.seeds} simulations"] if mutant.seeds else []
    tried += [f"`{path}`" for path in mutant.tests]
    return f"| {mutant.name} | {', '.join(tried)} | {', '.join(checks) or NOTHING} |"


def with_rows(page: str, found: Mapping[str, str], when: str = "") -> str:
    """Return the page with these rows; the rows of other mutants stay, if they are still listed.

    `when` tells of which run all rows are.
    """
    before, _, table = page.partition(BEGIN)
    table, _, after = table.partition(END)
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in table.splitlines()}
    rows |= found
    listed = [rows[mutant.name] for mutant in MUTANTS if mutant.name in rows]
    head = [BEGIN, when, "", *HEAD] if when else [BEGIN, *HEAD]
    return before + "\n".join([*head, *listed, END]) + after


def caught_by(mutant: Mutant) -> list[str]:
    """Build a mutant into a copy of the product; return the checks that it fails."""
    with tempfile.TemporaryDirectory(prefix="auction-mutant-") as folder:
        root = Path(folder) / "product"
        shutil.copytree(ROOT, root, ignore=NOT_COPIED)
        (root / ".venv").symlink_to((ROOT / ".venv").resolve())
        mutant.build_into(root)
        found = [
            *_by_faults(mutant, root),
            *_by_simulations(mutant, root),
            *_by_tests(mutant, root),
        ]
    return sorted(set(found))


def _by_faults(mutant: Mutant, root: Path) -> Iterator[str]:
    if not mutant.faults:
        return
    output = _output(mutant, root, "tests.faults", "--only", *mutant.faults)
    if "failed checks" not in output:
        raise RuntimeError(f"{mutant.name}: {output}")
    for found in FINDING.finditer(output):
        print("   ", found[0][:200])
        if not found[2].startswith((OVERDUE, NO_END)):
            yield found[1]


def _by_simulations(mutant: Mutant, root: Path) -> Iterator[str]:
    if not mutant.seeds:
        return
    options = ("--world", "dense", "--count", str(mutant.seeds), "--until-failed")
    output = _output(mutant, root, "tests.simulation", *options)
    if failed := re.search(r"^seed (\d+) \(\w*\) FAILED", output, re.MULTILINE):
        print("   ", *SIMULATED.findall(output)[:1])
        yield f"the simulator (seed {failed[1]})"


def _by_tests(mutant: Mutant, root: Path) -> Iterator[str]:
    if not mutant.tests:
        return
    output = _output(mutant, root, "pytest", "-q", "-n", "0", "--no-header", *mutant.tests)
    for name in FAILED_TEST.findall(output):
        print("   ", name)
        yield f"`{name}`"


def _output(mutant: Mutant, root: Path, *module: str) -> str:
    """Run a judge on a copy of the product; raises RuntimeError if the mutant is no program."""
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=RUN_MAX_S,
        check=False,
    )
    broken = [each for each in ("NameError", "SyntaxError", "ImportError") if each in done.stdout]
    if broken or done.returncode not in (0, 1):
        raise RuntimeError(f"{mutant.name}: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
