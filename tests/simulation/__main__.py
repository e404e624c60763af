"""`python -m tests.simulation`: simulates seed after seed, and shrinks one that fails.

Exit status: 0, or 1 when a simulation has found something.
"""

# ruff: noqa: E402 - the clocks are replaced before the product is imported
import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
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
from tests.simulation.runs import emptied, run
from tests.simulation.shrinking import shrunk
from tests.simulation.simulation import NODES, SALE_S, Outcome
from tests.stores import one_database


def main() -> int:
    """Run the command; return the exit status."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder:
        return asyncio.run(_simulate(options, Path(folder)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--count", type=int, metavar="N", help="default: until it is stopped")
    parser.add_argument("--shrink", action="store_true", help="look for few faults that still fail")
    return parser


async def _simulate(options: argparse.Namespace, folder: Path) -> int:
    totals = Totals()
    async with one_database(folder) as url:
        numbers = count(options.first) if options.count is None else range(
            options.first, options.first + options.count
        )
        for seed in numbers:
            faults = plan(seed, seconds=SALE_S, nodes=NODES)
            await emptied(url)
            outcome = run(seed, faults, url)
            totals.add(outcome)
            print(totals.line(outcome), flush=True)
            if outcome.findings:
                print(*outcome.findings[:10], sep="\n", flush=True)
                if options.shrink:
                    print(*await _shrunk(seed, faults, outcome, url), sep="\n", flush=True)
    return 1 if totals.failed else 0


async def _shrunk(seed: int, faults: Sequence[Fault], outcome: Outcome, url: str) -> list[Fault]:
    kind = outcome.findings[0][:12]
    loop = asyncio.get_running_loop()

    def fails(fewer: Sequence[Fault]) -> bool:
        asyncio.run_coroutine_threadsafe(emptied(url), loop).result()
        return any(each.startswith(kind) for each in run(seed, fewer, url).findings)

    return await asyncio.to_thread(shrunk, faults, fails)


class Totals:
    """The sums over all simulations so far."""

    def __init__(self) -> None:
        self.seeds = self.failed = 0
        self.simulated_s = 0.0
        self.began = clocks.real_monotonic()
        self.faults: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Add a simulation."""
        self.seeds += 1
        self.failed += bool(outcome.findings)
        self.simulated_s += outcome.simulated_s
        self.faults += outcome.faults
        self.answers += outcome.answers

    def line(self, outcome: Outcome) -> str:
        """Return the state of things in a line."""
        took_s = clocks.real_monotonic() - self.began
        return (
            f"seed {outcome.seed}: {'FAILED' if outcome.findings else 'ok'}; in all {self.seeds} seeds,"
            f" {self.simulated_s / 3600:.2f} h simulated at {self.simulated_s / took_s:.1f} times real time,"
            f" {self.faults.total()} faults, {self.answers['accepted']} bids accepted,"
            f" {self.answers['unconfirmed']} unknown, {self.failed} failed"
        )


if __name__ == "__main__":
    sys.exit(main())
