"""`make bench-growth`: the cost of a bid as the deployment grows, and docs/scaling.md.

Nodes have the first core; stores, balancer and swarm share the second. The results of the whole plan go
to loadtest/results/ and docs/scaling.md, those of the quick one to loadtest/results/part. `--only` with
`--update` measures some axes of the whole plan anew. Exit status:
0, or 2 when the bench could not run.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from loadtest.bench.growth.bench import bench_growth
from loadtest.bench.growth.plan import PLANS, WHOLE, Grows, GrowthPlan
from loadtest.bench.growth.results import GrowthResults, read_growth, write_growth
from loadtest.bench.publish.pages import RESULTS, PublishError
from loadtest.bench.publish.scaling import publish_scaling, scaling_lines
from loadtest.launch import LaunchError
from loadtest.sale import SaleError

CANNOT_RUN, WELL, INTERRUPTED = 2, 0, 130


def main(command_line: Sequence[str] | None = None) -> int:
    """Measure the axes; return the exit status."""
    arguments = parse(command_line)
    whole = arguments.plan == WHOLE.name and (not arguments.only or arguments.update)
    folder = arguments.results or (RESULTS if whole else RESULTS / "part")
    try:
        found = asyncio.run(bench_growth(_plan(arguments), arguments.minutes, _echo))
        earlier = read_growth(folder) if arguments.update else None
        _store(folder, found.with_others_of(earlier) if earlier else found)
    except (LaunchError, SaleError, PublishError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    return WELL


def parse(command_line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; exits with 2 on an invalid one."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.bench.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("plan", nargs="?", choices=sorted(PLANS), default=WHOLE.name)
    add("--rounds", type=int, choices=range(1, 100), metavar="N")
    add("--minutes", type=float, default=12, help="no second round of an axis begins later")
    add("--only", nargs="*", default=[], choices=[each.value for each in Grows], metavar="AXIS")
    add(
        "--update",
        action="store_true",
        help="keep the other axes of the stored results, and publish",
    )
    add("--results", type=Path, metavar="DIR")
    return parser.parse_args(command_line)


def _plan(arguments: argparse.Namespace) -> GrowthPlan:
    plan = PLANS[arguments.plan].only(arguments.only)
    return replace(plan, rounds=arguments.rounds or plan.rounds)


def _store(folder: Path, found: GrowthResults) -> None:
    """Write the results into a folder; those of the repository's own folder are published."""
    write_growth(folder, found)
    if folder.resolve() == RESULTS:
        publish_scaling()
    _echo("\n".join(scaling_lines(found)))
    _echo(f"results are in {folder}")


def _echo(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
