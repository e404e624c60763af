"""The rounds of a bench: every server takes its turn in each, until all are done or time is up.

A server that doesn't come up, or whose run goes wrong, doesn't stop the bench: the failure is a result.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from loadtest.bench.balancer import haproxy
from loadtest.bench.interference import Interference
from loadtest.bench.measure import Bench, measure
from loadtest.bench.place import Cores, prepared_stores, two_cores
from loadtest.bench.plan import Load, Plan, Server, Turn
from loadtest.bench.results import Results, Run, results
from loadtest.launch import LaunchError

BARE_WRITE_S = 120

Measure = Callable[[Server, Load], Awaitable[Run]]
Echo = Callable[[str], None]


async def bench(plan: Plan, minutes: float, echo: Echo) -> Results:
    """Carry out a plan; `echo` gets a line for every run. Raises LaunchError if the bench can't begin."""
    if not plan.turns:
        raise LaunchError("the plan has no such server with such a load")
    if any(turn.server.nodes for turn in plan.turns):
        haproxy()
    cores, began = two_cores(), time.monotonic()
    interference = Interference({cores.server, cores.support})
    bare_write = await _bare_write(cores, plan)
    if bare_write:
        echo(f"a bare write to a socket: {bare_write}")
    async with prepared_stores(cores) as template:
        shared = Bench(cores, template, secrets.token_hex(32), plan.seconds)
        runs, rounds = await all_rounds(plan, partial(measure, shared), began + minutes * 60, echo)
    share = interference.share()
    echo(f"other programs had {share:.0%} of the cores")
    return results(runs, rounds, plan.seconds, bare_write, share)


async def all_rounds(
    plan: Plan, measure: Measure, deadline: float, echo: Echo
) -> tuple[list[Run], int]:
    """Return the runs of the rounds that end by `deadline`, and their number; the first is always run."""
    runs: list[Run] = []
    absent: set[str] = set()
    for number in range(1, plan.rounds + 1):
        began = time.monotonic()
        for turn in plan.turns:
            if turn.rounds_max is not None and number > turn.rounds_max:
                continue
            runs += await _turn(turn, number, measure, absent, echo)
        now = time.monotonic()
        if number < plan.rounds and now + (now - began) > deadline:
            echo(f"there is no time for round {number + 1}")
            return runs, number
    return runs, plan.rounds


async def _turn(
    turn: Turn, number: int, measure: Measure, absent: set[str], echo: Echo
) -> list[Run]:
    """Return a server's runs of a round. A server that doesn't come up is left out of later rounds."""
    runs = []
    for load in turn.loads:
        if turn.server.name in absent or (load.audited and number > 1):
            continue
        try:
            run = await measure(turn.server, load)
        except LaunchError as error:
            absent.add(turn.server.name)
            run = Run(turn.server.name, load.name, {}, [str(error)])
        runs.append(run)
        echo(f"round {number}: {run.line()}")
    return runs


async def _bare_write(cores: Cores, plan: Plan) -> dict[str, float]:
    """Measure the CPU time of a bare write to a socket, with as many sockets as the plan's room has."""
    rooms = [load for turn in plan.turns for load in turn.loads if load.name.startswith("room")]
    if not rooms:
        return {}
    sockets = rooms[0].swarm[rooms[0].swarm.index("--sockets") + 1]
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(cores.server)),
        *(sys.executable, "-m", "loadtest.bench.bare_write"),
        *("--sockets", sockets, "--reader-cpu", str(cores.support)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(BARE_WRITE_S):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise LaunchError("the measurement of a bare write has not ended in time") from None
    if process.returncode:
        raise LaunchError("the cost of a bare write could not be measured")
    bare_write: dict[str, float] = msgspec.json.decode(out)
    return bare_write
