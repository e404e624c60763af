"""`make bench`: the product and the baselines side by side in one run, pinned, in several rounds.

Servers take turns on empty stores, which share the first core with them; the swarm has the second.
Every figure is the median of the rounds. Writes all figures as JSON, tables and charts; the whole
standard plan goes to loadtest/results/ and into the README, a part of it elsewhere.
Exit status: 0, 1 when a run of the product went wrong, 2 when the bench could not run.
"""

import argparse
import asyncio
import secrets
import sys
import time
from dataclasses import replace
from pathlib import Path

import msgspec

from loadtest.bench.balancer import haproxy
from loadtest.bench.charts import draw
from loadtest.bench.measure import Bench, measure
from loadtest.bench.place import Cores, prepared_stores, two_cores
from loadtest.bench.plan import PLANS, STANDARD, Plan, Turn
from loadtest.bench.readme import README, RESULTS, ReadmeError, rewrite
from loadtest.bench.results import Results, Run, results, write
from loadtest.bench.tables import page
from loadtest.sale import SaleError

CANNOT_RUN, WRONG, WELL, INTERRUPTED = 2, 1, 0, 130


def main() -> int:
    """Run the bench; return the exit status."""
    arguments = _arguments()
    plan = _plan(arguments)
    folder = arguments.results or (RESULTS if _is_whole(arguments) else RESULTS / "part")
    try:
        found = asyncio.run(_bench(plan, arguments.minutes))
        _write(folder, plan, found)
    except (SaleError, ReadmeError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    ours = {turn.server.name for turn in plan.turns if turn.server.is_ours}
    return WRONG if any(run.wrong for run in found.runs if run.server in ours) else WELL


def _arguments() -> argparse.Namespace:
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
    add("--rounds", type=int)
    add("--seconds", type=float, help="measuring time of each run")
    add("--minutes", type=float, default=25, help="no round begins that would not end by then")
    add("--servers", nargs="*", default=[], choices=list(servers), metavar="NAME")
    add("--loads", nargs="*", default=[], choices=list(loads), metavar="LOAD")
    add("--without-balancer", action="store_true", help="leave out what needs HAProxy")
    add("--results", type=Path, metavar="DIR")
    return parser.parse_args()


def _plan(arguments: argparse.Namespace) -> Plan:
    plan = PLANS[arguments.plan].only(arguments.servers, arguments.loads)
    if arguments.without_balancer:
        plan = plan.without_balancer()
    rounds, seconds = arguments.rounds or plan.rounds, arguments.seconds or plan.seconds
    return replace(plan, rounds=rounds, seconds=seconds)


def _is_whole(arguments: argparse.Namespace) -> bool:
    """Tell whether what is measured may stand for all: then it is published."""
    return arguments.plan != "quick" and not arguments.servers and not arguments.loads


async def _bench(plan: Plan, minutes: float) -> Results:
    """Carry out the rounds that there is time for. Raises SaleError if nothing can be measured here."""
    if not plan.turns:
        raise SaleError("the plan has no such server under such a load")
    if any(turn.server.nodes for turn in plan.turns):
        haproxy()
    cores, began = two_cores(), time.monotonic()
    limits = await _limits(cores, plan)
    runs: list[Run] = []
    rounds = 0
    async with prepared_stores(cores) as template:
        bench = Bench(cores, template, secrets.token_hex(32), plan.seconds)
        absent: set[str] = set()
        for number in range(1, plan.rounds + 1):
            round_began = time.monotonic()
            for turn in plan.turns:
                runs += await _turn(bench, turn, number, absent)
            rounds = number
            now = time.monotonic()
            if number < plan.rounds and now + (now - round_began) > began + minutes * 60:
                print(f"no time for round {number + 1} within {minutes:g} minutes", flush=True)
                break
    return results(runs, rounds, plan.seconds, limits)


async def _turn(bench: Bench, turn: Turn, number: int, absent: set[str]) -> list[Run]:
    """Carry out a server's runs of a round. One that doesn't come up is left out from then on."""
    runs = []
    for load in turn.loads:
        if turn.server.name in absent or (load.audited and number > 1):
            continue
        try:
            run = await measure(bench, turn.server, load)
        except SaleError as error:
            absent.add(turn.server.name)
            run = Run(turn.server.name, load.name, {}, [str(error)])
        runs.append(run)
        print(f"round {number}: {run.line()}", flush=True)
    return runs


async def _limits(cores: Cores, plan: Plan) -> dict[str, float]:
    """Measure what a bare write to a socket costs, with as many sockets as the plan's room has."""
    rooms = [load for turn in plan.turns for load in turn.loads if load.name.startswith("room")]
    if not rooms:
        return {}
    sockets = rooms[0].swarm[rooms[0].swarm.index("--sockets") + 1]
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(cores.server), sys.executable, "-m", "loadtest.bench.limit"),
        *("--sockets", sockets, "--reader-cpu", str(cores.swarm)),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise SaleError("what a bare write costs could not be measured")
    limits: dict[str, float] = msgspec.json.decode(out)
    print(f"a bare write to one of {sockets} sockets: {limits}", flush=True)
    return limits


def _write(folder: Path, plan: Plan, found: Results) -> None:
    """Write the results; those for the repository go into its README, too."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = "room" if plan.name == "room" else "bench"
    write(folder / f"{stem}.json", found)
    if stem == "bench":
        (folder / "bench.md").write_text(page(found))
        draw(folder, found)
    if folder.resolve() == RESULTS:
        rewrite(README, RESULTS)


if __name__ == "__main__":
    sys.exit(main())
