"""An event loop of virtual time, for tests of pace (0066)."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any, ParamSpec

P = ParamSpec("P")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop that jumps to the next timer instead of waiting, without sockets except its own."""

    def __init__(self, *, threads: bool = True) -> None:
        """`threads` tells whether other threads may wake the loop, for which it asks the system."""
        self.now_s = 0.0
        self.worked_s = 0.0
        super().__init__(_JumpingSelector(self, threads=threads))

    def time(self) -> float:
        """Return the virtual time, in seconds."""
        return self.now_s


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTimeLoop, *, threads: bool) -> None:
        super().__init__()
        self._loop, self._threads = loop, threads

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "all tasks wait, and no timer is set"
        self._loop.now_s += max(0.0, timeout)
        return super().select(0) if self._threads else []


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test on a loop of virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def virtual_clock(*, busy: bool = False) -> SimpleNamespace:
    """Return a replacement for the module `time` on a loop of virtual time.

    The CPU time of its thread grows by `work` only, or on a `busy` loop as fast as the time itself.
    """

    def now() -> float:
        return asyncio.get_running_loop().time()

    def worked() -> float:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        return loop.worked_s

    return SimpleNamespace(monotonic=now, perf_counter=now, thread_time=now if busy else worked)


def work(seconds: float) -> None:
    """Advance the virtual time by the duration of some work."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop.now_s += seconds
    loop.worked_s += seconds
