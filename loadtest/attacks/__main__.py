"""`make bench-attacks`: every attack in turn on one node, and their table in docs/results.md.

The node has the first core; stores, attacker and bystander share the second. A part of the attacks
(`--only`) is printed and not published. Exit status: 0, 1 when a bystander waited more than twice as long
as without the attack, 2 when the bench could not run.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

import msgspec

from loadtest.attacks.kinds import ATTACKS
from loadtest.attacks.measure import AttackResults, measure
from loadtest.bench.place import two_cores
from loadtest.bench.publish.attacks import FILE, RATIO_MAX, attacks_section
from loadtest.bench.publish.pages import RESULTS, PublishError, publish
from loadtest.launch import LaunchError
from loadtest.sale import SaleError

CANNOT_RUN, SLOWER, WELL, INTERRUPTED = 2, 1, 0, 130


def main(command_line: Sequence[str] | None = None) -> int:
    """Measure the attacks; return the exit status."""
    arguments = parse(command_line)
    try:
        found = asyncio.run(_measure(arguments))
        _store(found, whole=not arguments.only)
    except (LaunchError, SaleError, PublishError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    slower = [row for row in found.rows if row.p99_ms > RATIO_MAX * row.calm_p99_ms]
    return SLOWER if slower else WELL


def parse(command_line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; exits with 2 on an invalid one."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.attacks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, choices=range(1, 100), default=5, metavar="N")
    parser.add_argument("--seconds", type=float, default=2, help="the time of each measurement")
    parser.add_argument("--only", nargs="*", default=[], choices=list(ATTACKS), metavar="NAME")
    return parser.parse_args(command_line)


async def _measure(arguments: argparse.Namespace) -> AttackResults:
    cores = two_cores()
    os.sched_setaffinity(0, {cores.support})
    names = arguments.only or list(ATTACKS)
    rounds, seconds = arguments.rounds, arguments.seconds
    return await measure(cores, names, rounds=rounds, seconds=seconds, echo=_echo)


def _store(found: AttackResults, *, whole: bool) -> None:
    """Store and publish the results of all attacks; print those of a part."""
    if not whole:
        _echo("\n".join(attacks_section(found)))
        return
    (RESULTS / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    publish()
    _echo(f"results are in {RESULTS / FILE}")


def _echo(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
