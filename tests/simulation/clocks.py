"""Clocks and random numbers of the simulation, in the place of the machine's.

`install` must run before the product is imported, because some of its functions take a clock as the default
of an argument.
"""

import asyncio
import random
import secrets
import time
import uuid
from random import Random
from typing import Any

from tests.simulation.loop import PROCESS, SimulationLoop

EPOCH_S = 1_900_000_000.0
"""The time of day at which every simulation begins, in s since the epoch."""

real_monotonic = time.monotonic
_source = Random(0)


def install(seed: int) -> None:
    """Take the place of the machine's clocks and random numbers in this operating-system process."""
    _source.seed(seed)
    random.seed(seed)
    clocks: Any = time
    clocks.monotonic = clocks.perf_counter = monotonic
    clocks.thread_time = lambda: 0.0
    clocks.clock_gettime = lambda _: monotonic()
    clocks.time = wall
    clocks.time_ns = lambda: int(clocks.time() * 1_000_000_000)
    numbers: Any = secrets
    numbers.token_bytes = lambda count=32: _source.randbytes(count)
    numbers.token_hex = lambda count=32: _source.randbytes(count).hex()
    names: Any = uuid
    names.uuid4 = lambda: uuid.UUID(bytes=_source.randbytes(16), version=4)


def monotonic() -> float:
    """Return the clock of the process that asks, in s."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return 0.0
    if not isinstance(loop, SimulationLoop):
        return real_monotonic()
    process = PROCESS.get()
    if process is None:
        return loop.time()
    return process.clock_offset_s + process.clock_rate * loop.time()


def wall() -> float:
    """Return the time of day of the process that asks, in s since the epoch."""
    process = PROCESS.get()
    return EPOCH_S + monotonic() + (process.wall_offset_s if process else 0.0)
