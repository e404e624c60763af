"""A run of the nemesis, and the file to which runs are appended."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.embedded.binaries import find_postgres, find_valkey
from tests.faults.tally import Tally
from tests.nodes import ROOT

RECORD = ROOT / "tests/faults/report/runs.json"
PRODUCT = ("server", "persistence")

Json = dict[str, Any]


def run_line(
    tally: Tally, seed: int, lanes: int, *, seconds: float, drawn: list[Json], failures: list[Json]
) -> Json:
    """Return a run as an object of the record. Each failure has `command` and `findings`.

    `drawn` are its rounds, by which each can be repeated.

    `lanes` is how many rounds took place at a time, and `load` the machine's average number of runnable
    processes at the end, those of other programs included.
    """
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": versions(),
        "product": product_commit(),
        "seed": seed,
        "lanes": lanes,
        "seconds": round(seconds),
        "load": round(os.getloadavg()[2], 1),
        "cores": os.cpu_count(),
        "rounds": len(drawn),
        "drawn": drawn,
        "failures": failures,
        **tally.as_json(),
    }


def product_commit() -> str:
    """Return the last commit that changed the product."""
    words = ("git", "log", "-1", "--format=%h", "--abbrev=8", "--", *PRODUCT)
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the stores."""
    return {
        "Python": platform.python_version(),
        "Valkey": _version(find_valkey()),
        "PostgreSQL": _version(find_postgres().postgres),
    }


def _version(program: Path) -> str:
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    words = [word.removeprefix("v=") for word in shown.stdout.split()]
    return next(word for word in words if word[0].isdigit())


def append(path: Path, run: Json) -> None:
    """Add a run to a record."""
    runs = read(path)
    path.write_text(json.dumps([*runs, run], indent=1, sort_keys=True) + "\n")


def read(path: Path) -> list[Json]:
    """Return the runs of a record; there are none if it does not exist."""
    runs: list[Json] = json.loads(path.read_text()) if path.exists() else []
    return runs
