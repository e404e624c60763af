"""Schedules the bids of a run.

In an open loop the k-th bid is due at a fixed time, whatever the server does, and its latency counts from
that time. So a slow server gets no fewer bids and can't hide any waiting time (coordinated omission).
In a closed loop every bidder sends its next bid once the last one is answered, see `Bidder`.

A tick every millisecond sends the bids that are due, so a bid is sent up to a millisecond late, and
later if this process is too busy. The lag of the process is measured, too: times are too high by that
much.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.sockets.bidder import Bidder
from loadtest.swarm.sockets.run_state import RunState

TICK_S = 0.001
LAG_TICK_S = 0.01


def schedule(rate: float, ramp_s: float, seconds: float) -> Iterator[float]:
    """Yield the times, in s from the start, at which bids are due.

    The rate rises evenly to `rate` during `ramp_s`, and then stays for `seconds`.
    """
    ramp_bids = int(rate * ramp_s / 2)
    for number in range(ramp_bids):
        yield float((2 * number * ramp_s / rate) ** 0.5)
    for number in range(round(rate * seconds)):
        yield ramp_s + number / rate


@asynccontextmanager
async def bids_sent(
    state: RunState, bidders: Sequence[Bidder], rate: float | None, ramp_s: float, seconds: float
) -> AsyncIterator[None]:
    """Make the bidders bid while the context lasts; a `rate` of None means a closed loop."""
    state.bidding = True
    if rate is None:
        starting = asyncio.create_task(_start_all(state, bidders, ramp_s))
    else:
        starting = asyncio.create_task(
            _send_due(state, bidders, schedule(rate, ramp_s, seconds), time.perf_counter())
        )
    try:
        yield
    finally:
        state.stop_bidding()
        await starting


async def _start_all(state: RunState, bidders: Sequence[Bidder], ramp_s: float) -> None:
    """Start every bidder's loop, evenly over the first half of the ramp."""
    for bidder in bidders:
        if not state.bidding:
            return
        bidder.bid(time.perf_counter())
        await asyncio.sleep(ramp_s / 2 / len(bidders))


async def _send_due(
    state: RunState, bidders: Sequence[Bidder], moments: Iterator[float], start: float
) -> None:
    """Send every bid when it is due; the bidders take turns."""
    turns = cycle(bidders)
    all_due = (start + moment for moment in moments)
    due = next(all_due, None)
    while due is not None and state.bidding:
        now = time.perf_counter()
        while due is not None and due <= now:
            next(turns).bid(due)
            due = next(all_due, None)
        await asyncio.sleep(TICK_S)


@asynccontextmanager
async def lag_measured(lag: Histogram) -> AsyncIterator[None]:
    """Measure while the context lasts how late this process' own timers fire."""
    task = asyncio.create_task(_measure_lag(lag))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _measure_lag(lag: Histogram) -> None:
    while True:
        due = time.perf_counter() + LAG_TICK_S
        await asyncio.sleep(LAG_TICK_S)
        lag.add_s(time.perf_counter() - due)
