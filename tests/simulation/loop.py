"""An event loop of virtual time that runs several processes, each of which can be stopped or killed.

A process is known by a context variable, which its tasks and timers inherit. What belongs to a stopped
process is held back until it goes on, and what belongs to a killed one never runs again.
"""

import asyncio
import contextvars
from collections.abc import Callable
from contextvars import Context, ContextVar
from enum import Enum, auto
from itertools import count
from typing import Any

from tests.simulation.trace import Trace
from tests.virtual_time import VirtualTimeLoop


class Power(Enum):
    """Whether a process runs."""

    RUNNING = auto()
    STOPPED = auto()
    KILLED = auto()


class Process:
    """A process of the simulation, with its own clock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.power = Power.RUNNING
        self.clock_offset_s = 0.0
        self.clock_rate = 1.0
        self.wall_offset_s = 0.0
        """How far its time of day is ahead. The monotonic clock does not jump with it."""
        self.held: list[asyncio.Handle] = []
        """What waits for a stopped process, in its order; of a killed one it is kept unrun."""

    def context(self) -> Context:
        """Return a context in which everything belongs to this process."""
        context = contextvars.copy_context()
        context.run(PROCESS.set, self)
        return context


PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


class SimulationLoop(VirtualTimeLoop):
    """A loop of virtual time that runs nothing of processes that are stopped or killed."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(threads=False)
        self._trace = trace
        self.set_task_factory(_new_task)

    def create_future(self) -> asyncio.Future[Any]:
        """Return a future of this loop."""
        return _Future(loop=self)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run a callback, unless its process is stopped."""
        process = _owner(context)
        self._trace.add(self.now_s, process.name if process else "", callback)
        if process is None or process.power is Power.RUNNING:
            return super().call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context)
        process.held.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback at a time, or later if its process is stopped then."""
        process = _owner(context)
        self._trace.add(when, process.name if process else "", callback)
        if process is None:
            return super().call_at(when, callback, *args, context=context)
        timer: asyncio.TimerHandle

        def fire() -> None:
            if process.power is Power.RUNNING:
                callback(*args)
            else:
                process.held.append(asyncio.Handle(resume, (), self, context))

        def resume() -> None:
            if not timer.cancelled():
                callback(*args)

        timer = super().call_at(when, fire, context=context)
        return timer

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Call a function at once: a thread would take the machine's time, and end at some moment of it."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def stop_process(self, process: Process) -> None:
        """Stop a process, as SIGSTOP does; a killed one stays killed."""
        if process.power is Power.RUNNING:
            process.power = Power.STOPPED

    def continue_process(self, process: Process) -> None:
        """Let a stopped process go on with everything that waits for it."""
        if process.power is Power.STOPPED:
            process.power = Power.RUNNING
            held, process.held = process.held, []
            for handle in held:
                # Its callback and its context are those that it was made with.
                self._ready.append(handle)  # type: ignore[attr-defined]

    def kill_process(self, process: Process) -> None:
        """End a process in the middle of whatever it does, as SIGKILL does."""
        process.power = Power.KILLED


class _Numbered:
    """An object whose hash does not follow from its address, so that a set of them has one order (0222)."""

    _numbers = count()

    def __init__(self, *args: Any, **named: Any) -> None:
        self._number = next(self._numbers)
        super().__init__(*args, **named)

    def __hash__(self) -> int:
        return self._number


class _Task(_Numbered, asyncio.Task[Any]):
    """A task of the simulation."""


class _Future(_Numbered, asyncio.Future[Any]):
    """A future of the simulation."""


def _new_task(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
    return _Task(coro, loop=loop, **options)


def _owner(context: Context | None) -> Process | None:
    """Return the process that a callback belongs to: in an empty context, that of its caller."""
    if context is None:
        return PROCESS.get()
    if PROCESS not in context and PROCESS.get() is not None:
        context.run(PROCESS.set, PROCESS.get())
    return context.get(PROCESS)
