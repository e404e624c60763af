"""`python -m tests.faults.mutants`: whether every mutant is caught, and by which check.

Writes the table into docs/durability.md. With words as arguments, it tries the mutants whose names contain
all of them, and writes nothing. Exit status: 0, or 1 if a mutant was not caught.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.mutants.listed import MUTANTS, Mutant
from tests.nodes import ROOT

PAGE = ROOT / "docs/durability.md"
BEGIN, END = "<!-- Written by make mutants. -->", "<!-- End of the mutants. -->"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "__pycache__", ".*_cache"
)
RUN_MAX_S = 300
FINDING = re.compile(
    r"^[\w, ]+: (fault|service|rate|readiness|alarms|internal|audit \w): (.*)$", re.MULTILINE
)


def main() -> int:
    """Try every mutant; return the exit status."""
    rows, missed = ["| mutant | fault | caught by |", "| --- | --- | --- |"], 0
    words = sys.argv[1:]
    for mutant in MUTANTS:
        if not all(word in mutant.name for word in words):
            continue
        checks = caught_by(mutant)
        missed += not checks
        faults = ", ".join(f"`{fault}`" for fault in mutant.faults)
        rows.append(f"| {mutant.name} | {faults} | {', '.join(checks) or 'nothing'} |")
        print(rows[-1], flush=True)
    if not words:
        text = PAGE.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(before + "\n".join([BEGIN, *rows, END]) + after)
    return 1 if missed else 0


def caught_by(mutant: Mutant) -> list[str]:
    """Let a mutant's faults strike in a copy of the product; return the checks that failed."""
    with tempfile.TemporaryDirectory(prefix="auction-mutant-") as folder:
        root = Path(folder) / "product"
        shutil.copytree(ROOT, root, ignore=NOT_COPIED)
        (root / ".venv").symlink_to((ROOT / ".venv").resolve())
        mutant.build_into(root)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults", "--only", *mutant.faults],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            timeout=RUN_MAX_S,
            check=False,
        )
    broken = [
        error for error in ("NameError", "SyntaxError", "ImportError") if error in done.stdout
    ]
    if broken or done.returncode not in (0, 1) or "failed checks" not in done.stdout:
        raise RuntimeError(f"{mutant.name}: {done.stdout}{done.stderr}")
    for found in FINDING.finditer(done.stdout):
        print("   ", found[0][:200])
    return sorted({found[1] for found in FINDING.finditer(done.stdout)})


if __name__ == "__main__":
    sys.exit(main())
