"""The rounds of a bench: every server takes its turn in each, until all are done or time is up.

A server that doesn't come up, or that goes wrong, is a result like any other: the bench goes on.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from loadtest.bench.balancer import haproxy
from loadtest.bench.measure import Bench, measure
from loadtest.bench.others import Others
from loadtest.bench.place import Cores, prepared_stores, two_cores
from loadtest.bench.plan import Load, Plan, Server, Turn
from loadtest.bench.results import Results, Run, results
from loadtest.sale import SaleError

LIMITS_S = 120

Measure = Callable[[Server, Load], Awaitable[Run]]
Say = Callable[[str], None]


async def bench(plan: Plan, minutes: float, say: Say) -> Results:
    """Carry out a plan; `say` is told a line for every run. Raises SaleError if it can't begin."""
    if not plan.turns:
        raise SaleError("the plan has no such server under such a load")
    if any(turn.server.nodes for turn in plan.turns):
        haproxy()
    cores, began = two_cores(), time.monotonic()
    others = Others({cores.server, cores.rest})
    limits = await _limits(cores, plan)
    if limits:
        say(f"a bare write to a socket: {limits}")
    async with prepared_stores(cores) as template:
        shared = Bench(cores, template, secrets.token_hex(32), plan.seconds)
        runs, rounds = await all_rounds(plan, partial(measure, shared), began + minutes * 60, say)
    share = others.share()
    say(f"other programs had {share:.0%} of the cores")
    return results(runs, rounds, plan.seconds, limits, share)


async def all_rounds(
    plan: Plan, measure: Measure, deadline: float, say: Say
) -> tuple[list[Run], int]:
    """Return the runs of as many rounds as end by `deadline`, and how many; the first is always run."""
    runs: list[Run] = []
    absent: set[str] = set()
    for number in range(1, plan.rounds + 1):
        began = time.monotonic()
        for turn in plan.turns:
            runs += await _turn(turn, number, measure, absent, say)
        now = time.monotonic()
        if number < plan.rounds and now + (now - began) > deadline:
            say(f"there is no time for round {number + 1}")
            return runs, number
    return runs, plan.rounds


async def _turn(turn: Turn, number: int, measure: Measure, absent: set[str], say: Say) -> list[Run]:
    """Return a server's runs of a round. One that doesn't come up is left out from then on."""
    runs = []
    for load in turn.loads:
        if turn.server.name in absent or (load.audited and number > 1):
            continue
        try:
            run = await measure(turn.server, load)
        except SaleError as error:
            absent.add(turn.server.name)
            run = Run(turn.server.name, load.name, {}, [str(error)])
        runs.append(run)
        say(f"round {number}: {run.line()}")
    return runs


async def _limits(cores: Cores, plan: Plan) -> dict[str, float]:
    """Measure what a bare write to a socket costs, with as many sockets as the plan's room has."""
    rooms = [load for turn in plan.turns for load in turn.loads if load.name.startswith("room")]
    if not rooms:
        return {}
    sockets = rooms[0].swarm[rooms[0].swarm.index("--sockets") + 1]
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(cores.server), sys.executable, "-m", "loadtest.bench.limit"),
        *("--sockets", sockets, "--reader-cpu", str(cores.rest)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LIMITS_S):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise SaleError("measuring a bare write has not come to its end") from None
    if process.returncode:
        raise SaleError("what a bare write costs could not be measured")
    limits: dict[str, float] = msgspec.json.decode(out)
    return limits
