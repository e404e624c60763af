"""Prints a line of progress every second, and ends a run whose server has stopped answering."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.sockets.run_state import RunState

EVERY_S = 1.0
SILENCE_S = 10.0


@asynccontextmanager
async def progress_shown(
    state: RunState, lag: Histogram, echo: Callable[[str], None]
) -> AsyncIterator[None]:
    """Pass a line to `echo` every second while the context lasts; fail the run after SILENCE_S."""
    task = asyncio.create_task(_show(state, lag, echo))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _show(state: RunState, lag: Histogram, echo: Callable[[str], None]) -> None:
    tally = state.tally
    began = answered_at = time.perf_counter()
    while True:
        counts, times, lags = tally.counts.copy(), list(tally.accepted.counts), list(lag.counts)
        await asyncio.sleep(EVERY_S)
        now, new = time.perf_counter(), tally.counts.since(counts)
        if new.answered or new.undecided or not tally.counts.open:
            answered_at = now
        if now - answered_at > SILENCE_S:
            state.fail(f"no bid has been answered for {SILENCE_S:g} s")
        echo(
            f"{now - began:5.0f} s  {sum(node.connected for node in state.nodes):6} sockets"
            f"  {new.sent:6} sent  {new.accepted:6} accepted  {new.refused:6} refused"
            f"  {new.undecided:5} undecided  {new.deliveries:7} deliveries"
            f"  p99 {tally.accepted.since(times).quantile_ms(0.99):7.1f} ms"
            f"  own lag p99 {lag.since(lags).quantile_ms(0.99):5.1f} ms"
        )
