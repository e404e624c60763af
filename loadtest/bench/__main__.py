"""`make bench`: the product and the baselines side by side in one run, pinned, in several rounds.

The server has the first core; stores, balancer and swarm share the second. Servers take turns on empty
stores, and every number is the median of the rounds. The results are stored as JSON, tables and charts.
Those of a whole plan go to loadtest/results/, docs/results.md and the README, those of a part elsewhere.
Exit status: 0, 1 when a run of the product went wrong, 2 when the bench could not run.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from loadtest.bench.plan import PLANS, STANDARD, Plan
from loadtest.bench.publish.charts import draw
from loadtest.bench.publish.pages import RESULTS, PublishError, publish, write_page
from loadtest.bench.results import Results, write
from loadtest.bench.rounds import bench
from loadtest.launch import LaunchError

CANNOT_RUN, WRONG, WELL, INTERRUPTED = 2, 1, 0, 130


def main(command_line: Sequence[str] | None = None) -> int:
    """Run the bench; return the exit status."""
    arguments = parse(command_line)
    plan = _plan(arguments)
    folder = arguments.results or (RESULTS if is_whole(arguments) else RESULTS / "part")
    try:
        found = asyncio.run(bench(plan, arguments.minutes, _echo))
        _store(folder, plan, found)
        _echo(f"results are in {folder}")
    except (LaunchError, PublishError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    ours = {turn.server.name for turn in plan.turns if turn.server.is_ours}
    return WRONG if any(run.wrong for run in found.runs if run.server in ours) else WELL


def is_whole(arguments: argparse.Namespace) -> bool:
    """Return whether a whole plan was asked for; only its results are published (0020)."""
    return arguments.plan != "quick" and not arguments.servers and not arguments.loads


def parse(command_line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; exits with 2 on an invalid one."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    servers = {turn.server.name: None for plan in PLANS.values() for turn in plan.turns}
    loads = {
        load.name: None for plan in PLANS.values() for turn in plan.turns for load in turn.loads
    }
    add = parser.add_argument
    add("plan", nargs="?", choices=sorted(PLANS), default=STANDARD.name)
    add("--rounds", type=int, choices=range(1, 100), metavar="N")
    add(
        "--seconds",
        type=int,
        choices=range(1, 3600),
        metavar="S",
        help="measuring time of each run",
    )
    add("--minutes", type=float, default=45, help="no round begins that would end later")
    add("--servers", nargs="*", default=[], choices=list(servers), metavar="NAME")
    add("--loads", nargs="*", default=[], choices=list(loads), metavar="LOAD")
    add("--without-balancer", action="store_true", help="leave out the servers behind HAProxy")
    add("--results", type=Path, metavar="DIR")
    return parser.parse_args(command_line)


def _echo(line: str) -> None:
    print(line, flush=True)


def _plan(arguments: argparse.Namespace) -> Plan:
    plan = PLANS[arguments.plan].only(arguments.servers, arguments.loads)
    if arguments.without_balancer:
        plan = plan.without_balancer()
    rounds, seconds = arguments.rounds or plan.rounds, arguments.seconds or plan.seconds
    return replace(plan, rounds=rounds, seconds=seconds)


def _store(folder: Path, plan: Plan, found: Results) -> None:
    """Write the results into a folder; those of the repository's own folder are published."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = plan.name if plan.name in ("room", "drop") else "bench"
    write(folder / f"{stem}.json", found)
    if stem == "bench":
        draw(folder, found)
    if folder.resolve() == RESULTS:
        publish()
    else:
        write_page(folder / "results.md", folder)


if __name__ == "__main__":
    sys.exit(main())
