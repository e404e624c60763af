"""`python -m tests.faults`: the whole programme, the faults that are named, or rounds of the nemesis.

Exit status: 0, or 1 if a check failed.
"""

import argparse
import asyncio
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.faults.checks import Finding
from tests.faults.listed import GROUPS, Group
from tests.faults.nemesis.lanes import Nemesis
from tests.faults.nemesis.recorded import recorded_round
from tests.faults.nemesis.rounds import STRIKES, Round, round_of
from tests.faults.nemesis.worlds import WORLDS
from tests.faults.report.record import append, read, run_line
from tests.stores import one_database


def main() -> int:
    """Run the programme; return the exit status."""
    options = _parser().parse_args()
    if options.recorded or options.rounds or options.pairs or options.minutes:
        return asyncio.run(_nemesis(options))
    names = set(options.only or [])
    chosen = [part for group in GROUPS if (part := group.only(names) if names else group).faults]
    if names - {fault.__name__ for group in chosen for fault in group.faults}:
        print("There is no such fault; --list prints all of them", file=sys.stderr)
        return 2
    if options.list:
        print(
            *(f"{group.name}: {fault.__name__}" for group in chosen for fault in group.faults),
            sep="\n",
        )
        return 0
    began = time.monotonic()
    findings = [each for group in chosen for each in asyncio.run(_carried_out(group, options.seed))]
    print(*findings, sep="\n")
    faults = sum(len(group.faults) for group in chosen)
    took_s = time.monotonic() - began
    print(
        f"{faults} faults in {took_s:.0f} s, {len(findings)} failed checks; the seed was {options.seed}"
    )
    return 1 if findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="Let faults strike in a rush of bids."
    )
    parser.add_argument("--only", nargs="+", metavar="FAULT", help="carry out these faults alone")
    parser.add_argument("--seed", type=int, default=1, help="decides what strikes, and whom")
    parser.add_argument("--list", action="store_true", help="print the names of the faults")
    nemesis = parser.add_argument_group("the nemesis: random faults, and pairs of faults at once")
    length = nemesis.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, metavar="M", help="rounds until the time is over")
    length.add_argument("--rounds", type=int, metavar="N", help="so many rounds")
    length.add_argument("--pairs", type=int, metavar="N", help="so many pairs")
    length.add_argument(
        "--recorded", type=Path, metavar="PATH", help="a round of a record, by --seed"
    )
    worlds = [world.name for world in WORLDS]
    nemesis.add_argument("--world", choices=worlds, help="rounds and pairs in this scene alone")
    nemesis.add_argument("--lanes", type=int, default=1, metavar="N", help="so many at a time")
    nemesis.add_argument("--write", type=Path, metavar="PATH", help="append the run to a record")
    return parser


async def _carried_out(group: Group, seed: int) -> list[Finding]:
    print(f"{group.name}, {len(group.faults)} faults", flush=True)
    if missing := group.missing():
        print(f"  left out: {missing}", flush=True)
        return []
    with tempfile.TemporaryDirectory(prefix="auction-faults-") as folder:
        async with one_database(Path(folder)) as database:
            outcome = await group.carry_out(database, Path(folder), seed, report=_print)
            return outcome.findings


async def _nemesis(options: argparse.Namespace) -> int:
    """Carry out rounds, whose seeds are consecutive; print the command that repeats one that fails."""
    seconds = 60 * options.minutes if options.minutes else None
    nemesis = Nemesis(_rounds(options), seconds=seconds, report=_print)
    await nemesis.run(options.lanes)
    tally, failures = nemesis.tally, nemesis.failures
    if options.write:
        run = run_line(
            *(tally, options.seed, options.lanes),
            seconds=nemesis.took_s,
            drawn=nemesis.drawn,
            failures=failures,
        )
        append(options.write, run)
    print(
        f"{tally.faults.total()} faults, {tally.pairs.total()} pairs among them,"
        f" in {len(nemesis.drawn)} rounds and {nemesis.took_s:.0f} s; {len(failures)} rounds failed"
    )
    return 1 if failures else 0


def _rounds(options: argparse.Namespace) -> Iterator[tuple[Round, str]]:
    """Yield the rounds, each with the command that repeats it."""
    if options.recorded:
        command = f"python -m tests.faults --recorded {options.recorded} --seed {options.seed}"
        yield recorded_round(read(options.recorded), options.seed), command
        return
    worlds = [world for world in WORLDS if options.world in (None, world.name)]
    chosen = f" --world {shlex.quote(options.world)}" if options.world else ""
    if options.pairs:
        left = range(options.pairs, 0, -STRIKES)
        for seed, pairs in enumerate(left, options.seed):
            number = min(pairs, STRIKES)
            command = f"python -m tests.faults --pairs {number} --seed {seed}{chosen}"
            yield round_of(seed, pairs=1, strikes=number, worlds=worlds), command
        return
    seeds = range(options.rounds) if options.rounds else count()
    for seed in seeds:
        at = options.seed + seed
        source = f"--recorded {options.write}" if options.write else f"--rounds 1{chosen}"
        yield round_of(at, worlds=worlds), f"python -m tests.faults {source} --seed {at}"


def _print(line: str) -> None:
    print("  " + line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
