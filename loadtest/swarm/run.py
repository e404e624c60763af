"""A run from its first socket to its last screen: connect, bid, measure, settle, compare, disconnect.

Every phase is bounded. A failed phase ends the run early, and the measurements up to then are reported.
"""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from loadtest.evidence import Log, item_line, put_up_line
from loadtest.sale import Item, SaleError, read_items
from loadtest.swarm.arrivals import connect_all
from loadtest.swarm.cast import (
    Sale,
    bidders_of,
    put_up_sale,
    sale_watchers_of,
    shared_state,
    watchers_of,
)
from loadtest.swarm.drop import Drop, drop_all
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.meters.processes import Usage
from loadtest.swarm.meters.window import Window, measured, usages
from loadtest.swarm.options import CannotRunError, Options
from loadtest.swarm.pace import bids_sent, lag_measured
from loadtest.swarm.progress import progress_shown
from loadtest.swarm.sockets.bidder import Bidder
from loadtest.swarm.sockets.link import Link
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.sale_watcher import SaleWatcher
from loadtest.swarm.sockets.watcher import LoggingWatcher, Watcher

POLL_S = 0.05
DISCONNECT_S = 2.0


@dataclass(slots=True)
class Outcome:
    """The measurements of a run; a `complete` of None means that the screens could not be compared."""

    state: RunState
    window: Window = field(default_factory=Window)
    lag: Histogram = field(default_factory=Histogram)
    connected: int = 0
    connect_s: float = 0.0
    before: dict[str, Usage] = field(default_factory=dict)
    after: dict[str, Usage] = field(default_factory=dict)
    watchers: int = 0
    complete: int | None = None
    settled_s: float = 0.0
    sale_complete: int | None = None
    drop: Drop | None = None


async def run(options: Options, echo: Callable[[str], None]) -> Outcome:
    """Put up a sale and carry out a run on it; `echo` gets a line every second.

    Raises CannotRunError or SaleError for a run that can't begin.
    """
    nodes = options.nodes()
    sale = await put_up_sale(options)
    with ExitStack() as stack:
        log = None
        if options.evidence is not None:
            log = stack.enter_context(Log(options.evidence, sale.name))
            for item in sale.items:
                log.write(put_up_line(item))
        stack.enter_context(_no_collection())
        outcome = Outcome(shared_state(options, nodes, sale, log))
        stack.enter_context(_errors_end_the_run(outcome.state))
        await _phases(options, outcome, sale, echo)
    if not outcome.connected:
        raise CannotRunError(f"no socket could connect: {outcome.state.failure}")
    return outcome


async def _phases(
    options: Options, outcome: Outcome, sale: Sale, echo: Callable[[str], None]
) -> None:
    state = outcome.state
    bidders = bidders_of(state, sale.bidder_tokens)
    outcome.watchers = options.sockets - options.bidders
    logging = options.evidence_watchers
    watchers = watchers_of(state, outcome.watchers, hot=options.hot, logging=logging)
    of_sale = sale_watchers_of(state, options.sale_watchers, sale.name)
    links: list[Link] = [*bidders, *watchers, *of_sale]
    try:
        async with lag_measured(outcome.lag), progress_shown(state, outcome.lag, echo):
            await _connect(options, outcome, links)
            if state.failure is None:
                await _bid(options, outcome, bidders)
                await _answers(options, state, bidders)
            if state.failure is None and options.drop:
                outcome.drop = await drop_all(state, watchers, options.urls)
            if state.failure is None:
                await _compare(options, outcome, watchers)
                await _compare_sale(options, outcome, of_sale)
    finally:
        await _disconnect(state, links)


@contextmanager
def _errors_end_the_run(state: RunState) -> Iterator[None]:
    """End the run when a callback raises: measurements after a bug of the swarm are worthless."""

    def fail(_: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        state.fail(f"a bug of the swarm: {context.get('exception') or context['message']!r}")

    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(fail)
    try:
        yield
    finally:
        loop.set_exception_handler(before)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection while the context lasts.

    A collection visits all sockets, and its pause would look like the server's. Reference counts free most
    objects of a run, and a run is short.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _connect(options: Options, outcome: Outcome, links: Sequence[Link]) -> None:
    outcome.before = usages(options.processes)
    began = time.perf_counter()
    await connect_all(outcome.state, links, options.connect_rate)
    outcome.connect_s = time.perf_counter() - began
    outcome.connected = outcome.state.tally.connect.total
    outcome.after = usages(options.processes)


async def _bid(options: Options, outcome: Outcome, bidders: Sequence[Bidder]) -> None:
    state = outcome.state
    async with bids_sent(state, bidders, options.rate, options.ramp_s, options.seconds):
        await _over(state, options.ramp_s)
        with measured(outcome.window, state.tally, options.processes):
            await _over(state, options.seconds)


async def _over(state: RunState, seconds: float) -> None:
    """Wait for `seconds`, or until the run is over for another reason."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await state.over.wait()


async def _answers(options: Options, state: RunState, bidders: Sequence[Bidder]) -> None:
    """Wait for the last answers; then every bid without one counts as unanswered."""
    for _ in range(round(options.settle_s / POLL_S)):
        if state.failure is not None or not state.tally.counts.open:
            break
        await asyncio.sleep(POLL_S)
    for bidder in bidders:
        bidder.abandon_bids("no answer")


async def _compare(options: Options, outcome: Outcome, watchers: Sequence[Watcher]) -> None:
    """Wait until every screen shows the server's state, and measure how long that takes."""
    began = time.perf_counter()
    behind = list(watchers)
    with suppress(SaleError):
        while True:
            items = await _current(options, {watcher.item.item_id for watcher in behind})
            behind = [each for each in behind if not each.shows(items[each.item.item_id])]
            outcome.complete = len(watchers) - len(behind)
            outcome.settled_s = time.perf_counter() - began
            waiting = any(watcher.is_joined for watcher in behind)
            if not waiting or outcome.settled_s > options.settle_s:
                break
            await asyncio.sleep(POLL_S)
    if outcome.state.log is not None:
        await _write_ends(options, outcome.state, outcome.state.log, watchers)


async def _compare_sale(
    options: Options, outcome: Outcome, watchers: Sequence[SaleWatcher]
) -> None:
    """Wait until every screen of the whole sale shows the server's state."""
    if not watchers:
        return
    ends_at = time.perf_counter() + options.settle_s
    with suppress(SaleError):
        while True:
            items = await _current(options, set(outcome.state.items))
            feeds = {name for name, each in outcome.state.sale.items() if each.shows(items)}
            outcome.sale_complete = sum(watcher.is_right(feeds) for watcher in watchers)
            if outcome.sale_complete == len(watchers) or time.perf_counter() > ends_at:
                return
            await asyncio.sleep(POLL_S)


async def _current(options: Options, item_ids: set[str]) -> dict[str, Item]:
    found = await read_items(options.urls[0], sorted(item_ids))
    return {item["item_id"]: item for item in found}


async def _write_ends(
    options: Options, state: RunState, log: Log, watchers: Sequence[Watcher]
) -> None:
    """Log the final states of the server and of the logging watchers' screens."""
    with suppress(SaleError):
        for item in (await _current(options, set(state.items))).values():
            log.write(item_line("http", item))
    for watcher in watchers:
        if isinstance(watcher, LoggingWatcher):
            watcher.ended()


async def _disconnect(state: RunState, links: Sequence[Link]) -> None:
    """Close all connections, and abort those that are still open after DISCONNECT_S."""
    state.leaving = True
    for link in links:
        link.leave()
    for _ in range(round(DISCONNECT_S / POLL_S)):
        if not any(node.connected for node in state.nodes):
            break
        await asyncio.sleep(POLL_S)
    for link in links:
        link.cut("")
