"""`python -m tests.simulation`: simulates seed after seed, and shrinks one that fails.

Exit status: 0, or 1 when a simulation has found something.
"""

# ruff: noqa: E402 - the clocks are replaced before the product is imported
import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets differs from process to process, and with it the simulation.
    command = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, "PYTHONHASHSEED": "0"})

from tests.simulation import clocks

clocks.install(0)

from tests.simulation.faults import Fault, plan
from tests.simulation.outcome import Outcome
from tests.simulation.runs import prepare, run, run_twice
from tests.simulation.shrinking import shrunk
from tests.simulation.simulation import NODES, SALE_S
from tests.simulation.totals import Totals
from tests.stores import one_database

SHOWN_MAX = 10
KIND_CHARS = 12
"""The beginning of a finding, which tells its kind."""


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
    parser.add_argument("--count", type=int, metavar="N", help="default: until it is stopped")
    parser.add_argument(
        "--again", type=int, metavar="N", help="run each Nth seed twice, and compare the two runs"
    )
    parser.add_argument("--until-failed", action="store_true", help="end with the first finding")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no seed after N minutes")
    parser.add_argument("--write", type=Path, metavar="PATH", help="write the sums as JSON")
    parser.add_argument("--shrink", action="store_true", help="look for few faults that still fail")
    return parser


def _simulate(options: argparse.Namespace, url: str) -> int:
    totals, first = Totals(), options.first
    seeds = count(first) if options.count is None else range(first, first + options.count)
    for seed in seeds:
        faults = plan(seed, seconds=SALE_S, nodes=NODES)
        twice = options.again is not None and (seed + 1) % options.again == 0
        outcome = (run_twice if twice else run)(seed, faults, url)
        totals.add(outcome)
        print(totals.line(outcome), *outcome.findings[:SHOWN_MAX], sep="\n", flush=True)
        if options.write is not None:
            options.write.write_bytes(totals.encoded())
        if outcome.findings and options.shrink:
            print(*_shrunk(seed, faults, outcome, url), sep="\n", flush=True)
        over = options.minutes is not None and totals.took_s > options.minutes * 60
        if over or (outcome.findings and options.until_failed):
            break
    return 1 if totals.failed else 0


def _shrunk(seed: int, faults: Sequence[Fault], outcome: Outcome, url: str) -> list[Fault]:
    kind = outcome.findings[0][:KIND_CHARS]

    def fails(fewer: Sequence[Fault]) -> bool:
        return any(each.startswith(kind) for each in run(seed, fewer, url).findings)

    return shrunk(faults, fails)


if __name__ == "__main__":
    sys.exit(main())
