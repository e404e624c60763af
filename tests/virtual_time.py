"""An event loop of virtual time, for tests of pace: it jumps to the next timer instead of waiting."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any, ParamSpec

P = ParamSpec("P")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Jumps to the next timer instead of waiting for it; holds no sockets but its own."""

    def __init__(self) -> None:
        self.now_s = 0.0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        """Return the virtual time, in seconds."""
        return self.now_s


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everything waits, and for nothing"
        self._loop.now_s += max(0.0, timeout)
        return super().select(0)


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test on a loop of virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def virtual_clock() -> SimpleNamespace:
    """Return what stands in for the module `time` where a loop of virtual time runs."""

    def now() -> float:
        return asyncio.get_running_loop().time()

    return SimpleNamespace(monotonic=now, perf_counter=now)


def work(seconds: float) -> None:
    """Let the work at hand take so long, in virtual seconds."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop.now_s += seconds
