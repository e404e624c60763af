"""Processes on a loop of virtual time."""

import asyncio
from contextvars import Context

from tests.simulation.loop import Process, SimulationLoop
from tests.simulation.trace import Trace


def ticking(
    loop: SimulationLoop, process: Process, *, context: Context | None = None
) -> list[float]:
    """Start a task of a process that notes the time every second; return its notes."""
    noted: list[float] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(1)
            noted.append(loop.time())

    def start() -> None:
        loop.call_soon(lambda: tasks.append(loop.create_task(tick())), context=context)

    process.context().run(start)
    return noted


tasks: list[asyncio.Task[None]] = []


def test_a_stopped_process_does_nothing_and_goes_on_where_it_was() -> None:
    loop, process = SimulationLoop(Trace()), Process("node")
    noted = ticking(loop, process)
    loop.run_until_complete(asyncio.sleep(2.5))
    loop.stop_process(process)
    loop.run_until_complete(asyncio.sleep(5))
    assert noted == [1, 2]
    loop.continue_process(process)
    loop.run_until_complete(asyncio.sleep(1.5))
    assert noted == [1, 2, 7.5, 8.5]


def test_nothing_of_a_killed_process_ever_runs_again() -> None:
    loop, process, other = SimulationLoop(Trace()), Process("node"), Process("other")
    noted, lives = ticking(loop, process), ticking(loop, other)
    loop.run_until_complete(asyncio.sleep(1.5))
    loop.kill_process(process)
    loop.stop_process(process)
    loop.continue_process(process)
    loop.run_until_complete(asyncio.sleep(3))
    assert (noted, lives) == ([1], [1, 2, 3, 4])


def test_work_of_a_thread_is_done_at_once() -> None:
    loop, process = SimulationLoop(Trace()), Process("node")
    noted = ticking(loop, process)
    assert loop.run_until_complete(asyncio.to_thread(lambda: "done")) == "done"
    assert noted == [], "no virtual time has passed"


def test_what_begins_in_an_empty_context_belongs_to_the_process_that_began_it() -> None:
    loop, process = SimulationLoop(Trace()), Process("node")
    noted = ticking(loop, process, context=Context())
    loop.run_until_complete(asyncio.sleep(1.5))
    loop.kill_process(process)
    loop.run_until_complete(asyncio.sleep(3))
    assert noted == [1]
