"""`python -m tests.faults`: the whole programme, or the faults that are named.

Exit status: 0, or 1 if a check failed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.checks import Finding
from tests.faults.listed import GROUPS, Group
from tests.stores import one_database


def main() -> int:
    """Run the programme; return the exit status."""
    options = _parser().parse_args()
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
    parser.add_argument("--seed", type=int, default=1, help="decides which node is hit")
    parser.add_argument("--list", action="store_true", help="print the names of the faults")
    return parser


async def _carried_out(group: Group, seed: int) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix="auction-faults-") as folder:
        async with one_database(Path(folder)) as database:
            print(f"{group.name}, {len(group.faults)} faults", flush=True)
            return await group.carry_out(database, Path(folder), seed, report=_print)


def _print(line: str) -> None:
    print("  " + line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
