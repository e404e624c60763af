"""`python -m tests.simulation`: simulates seed after seed, and shrinks one that fails.

Exit status: 0, or 1 when a simulation has found something.
"""

# ruff: noqa: E402 - the clocks are replaced before the product is imported
import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import get_args

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets differs from process to process, and with it the simulation.
    command = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, "PYTHONHASHSEED": "0"})

from tests.simulation import clocks

clocks.install(0)

import msgspec

from tests.faults.report.record import product_commit
from tests.simulation.clocks import real_monotonic
from tests.simulation.faults import Fault, plan
from tests.simulation.outcome import Outcome
from tests.simulation.runs import prepare, run, run_twice
from tests.simulation.shrinking import as_test, kind_of, shrunk
from tests.simulation.simulation import NODES
from tests.simulation.totals import Totals
from tests.simulation.worlds import Kind, kind
from tests.stores import one_database

SHOWN_MAX = 10


def main() -> int:
    """Run the command; return the exit status."""
    options = _parser().parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="simulate-", dir=_in_memory()) as folder,
        asyncio.Runner() as runner,
    ):
        # No loop runs while a simulation is forked.
        database = one_database(Path(folder))
        url = runner.run(database.__aenter__())
        try:
            runner.run(prepare(url))
            return _simulate(options, url)
        finally:
            runner.run(database.__aexit__(None, None, None))


def _in_memory() -> str | None:
    """Return a folder that needs no disk, if the machine has one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--world", choices=get_args(Kind), help="only seeds with such a world")
    parser.add_argument("--count", type=int, metavar="N", help="default: until it is stopped")
    parser.add_argument(
        "--again", type=int, metavar="N", help="run each Nth seed twice, and compare the two runs"
    )
    parser.add_argument(
        "--only", type=_numbers, metavar="N,N", help="only these of a seed's faults, counted from 0"
    )
    parser.add_argument("--until-failed", action="store_true", help="end with the first finding")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no seed after N minutes")
    parser.add_argument("--write", type=Path, metavar="PATH", help="write the sums as JSON")
    parser.add_argument("--shrink", action="store_true", help="look for few faults that still fail")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",") if each]


def _simulate(options: argparse.Namespace, url: str) -> int:
    totals: dict[Kind, Totals] = {}
    began = real_monotonic()
    wanted = (seed for seed in count(options.first) if options.world in {None, kind(seed)})
    for seed in islice(wanted, options.count):
        faults, before = plan(seed, nodes=NODES), real_monotonic()
        if options.only is not None:
            faults = [faults[number] for number in options.only]
        twice = options.again is not None and (seed + 1) % options.again == 0
        outcome = (run_twice if twice else run)(seed, faults, url)
        sums = totals.setdefault(kind(seed), Totals())
        sums.add(outcome, real_monotonic() - before)
        print(sums.line(outcome), *outcome.findings[:SHOWN_MAX], sep="\n", flush=True)
        if options.write is not None:
            _write(options.write, totals)
        if outcome.findings and options.shrink:
            print(_shrunk(seed, faults, outcome, url), flush=True)
        over = options.minutes is not None and real_monotonic() - began > options.minutes * 60
        if over or (outcome.findings and options.until_failed):
            break
    return 1 if any(each.failed for each in totals.values()) else 0


def _write(path: Path, totals: Mapping[Kind, Totals]) -> None:
    """Write the sums of each kind of world, and keep those of a kind that this run does not have."""
    kept = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
    product = {"product": product_commit()}
    sums = kept | {kind: product | each.sums() for kind, each in totals.items()}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(sums), indent=2) + b"\n")


def _shrunk(seed: int, faults: Sequence[Fault], outcome: Outcome, url: str) -> str:
    kind = kind_of(outcome.findings[0])

    def fails(fewer: Sequence[Fault]) -> bool:
        return kind in map(kind_of, run(seed, fewer, url).findings)

    return as_test(seed, faults, shrunk(faults, fails))


if __name__ == "__main__":
    sys.exit(main())
