"""`make bench`: the product and the baselines side by side in one run, pinned, in several rounds.

Servers take turns on empty stores, which share the first core with them; the swarm has the second.
Every figure is the median of the rounds. Writes all figures as JSON, tables and charts; the whole
standard plan goes to loadtest/results/ and into the README, a part of it elsewhere.
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
from loadtest.bench.publish.readme import README, RESULTS, ReadmeError, rewrite
from loadtest.bench.publish.tables import page
from loadtest.bench.results import Results, write
from loadtest.bench.rounds import bench
from loadtest.sale import SaleError

CANNOT_RUN, WRONG, WELL, INTERRUPTED = 2, 1, 0, 130


def main(command_line: Sequence[str] | None = None) -> int:
    """Run the bench; return the exit status."""
    arguments = parse(command_line)
    plan = _plan(arguments)
    folder = arguments.results or (RESULTS if is_whole(arguments) else RESULTS / "part")
    try:
        found = asyncio.run(bench(plan, arguments.minutes, _say))
        _write(folder, plan, found)
        _say(f"results are in {folder}")
    except (SaleError, ReadmeError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    ours = {turn.server.name for turn in plan.turns if turn.server.is_ours}
    return WRONG if any(run.wrong for run in found.runs if run.server in ours) else WELL


def is_whole(arguments: argparse.Namespace) -> bool:
    """Tell whether what is measured may stand for all: then it is published."""
    return arguments.plan != "quick" and not arguments.servers and not arguments.loads


def parse(command_line: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; ends the process with 2 for what can't be understood."""
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
    add("--minutes", type=float, default=25, help="no round begins that would not end by then")
    add("--servers", nargs="*", default=[], choices=list(servers), metavar="NAME")
    add("--loads", nargs="*", default=[], choices=list(loads), metavar="LOAD")
    add("--without-balancer", action="store_true", help="leave out what needs HAProxy")
    add("--results", type=Path, metavar="DIR")
    return parser.parse_args(command_line)


def _say(line: str) -> None:
    print(line, flush=True)


def _plan(arguments: argparse.Namespace) -> Plan:
    plan = PLANS[arguments.plan].only(arguments.servers, arguments.loads)
    if arguments.without_balancer:
        plan = plan.without_balancer()
    rounds, seconds = arguments.rounds or plan.rounds, arguments.seconds or plan.seconds
    return replace(plan, rounds=rounds, seconds=seconds)


def _write(folder: Path, plan: Plan, found: Results) -> None:
    """Write the results; those for the repository go into its README, too."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = plan.name if plan.name in ("room", "drop") else "bench"
    write(folder / f"{stem}.json", found)
    if stem == "bench":
        (folder / "bench.md").write_text(page(found))
        draw(folder, found)
    if folder.resolve() == RESULTS:
        rewrite(README, RESULTS)


if __name__ == "__main__":
    sys.exit(main())
