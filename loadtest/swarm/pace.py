"""When bids are sent.

Open loop: bid number k of a run is due at a fixed moment, whatever the server does, and its time counts
from that moment. A server that slows down so gets no fewer bids, and can't hide the wait of any.
Closed loop: every bidder sends its next bid when the last one is answered (see `Bidder`).

Bids are sent by a tick every millisecond, so a bid leaves up to a millisecond after it is due, later if
this process is too busy. How late its ticks come is measured as well: it says how far to trust the rest.
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
    """Yield the moments, in s from the start, at which bids are due.

    The rate climbs evenly to `rate` over the first `ramp_s`, and stays for `seconds`.
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
    """Have the bidders bid while inside; no rate: in a closed loop."""
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
    """Have every bidder place the first bid, evenly over the first half of the ramp."""
    for bidder in bidders:
        if not state.bidding:
            return
        bidder.bid(time.perf_counter())
        await asyncio.sleep(ramp_s / 2 / len(bidders))


async def _send_due(
    state: RunState, bidders: Sequence[Bidder], moments: Iterator[float], start: float
) -> None:
    """Send every bid when it is due, by the bidders in turn."""
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
    """Measure while inside how late this process comes to its own appointments."""
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
