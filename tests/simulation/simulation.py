"""One simulation: nodes, stores, clients and faults on virtual time, all made of one seed."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import structlog

from loadtest.audit.collect import NODE_VIEWS
from loadtest.audit.replay.model import ENDED
from loadtest.evidence import Log, item_line
from server.domain.types import BidId, Role, UserId
from server.use_cases.watching import show_item
from server.wire.requests import ForItem
from tests.simulation.bidders import Bidder
from tests.simulation.clocks import EPOCH_S
from tests.simulation.failovers import follow
from tests.simulation.faults import ACTS, Fault, durability
from tests.simulation.house import House
from tests.simulation.loop import PROCESS, Power, SimulationLoop
from tests.simulation.node import TOKENS, SimulatedNode
from tests.simulation.outcome import Outcome
from tests.simulation.postgres import Database, RealConnection
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.sale import put_up
from tests.simulation.sockets.client import use_simulated_sockets
from tests.simulation.sockets.screens import Screen
from tests.simulation.trace import Trace

NODES, BIDDERS, WATCHERS, ITEMS = 3, 6, 2, 4
SALE_S = 30.0
SETTLE_S = 60.0
"""The time after the last fault within which everything has to be settled and archived."""


class Simulation:
    """The scene of one seed."""

    def __init__(
        self, seed: int, faults: Sequence[Fault], url: str, folder: Path, trace: Trace
    ) -> None:
        self.seed, self.faults, self.folder = seed, faults, folder
        self.loop: SimulationLoop
        self.clock_ms = int(EPOCH_S * 1000)
        self.outcome = Outcome(seed)
        self.former: dict[Fault, RedisServer] = {}
        self._url, self._trace = url, trace
        self._lines: list[bytes] = []
        self._bidders: list[Bidder] = []
        self._screens: list[Screen] = []
        self._opening: list[asyncio.Task[None]] = []

    def run(self) -> Outcome:
        """Run the simulation; the evidence is in the folder afterwards."""
        structlog.configure(processors=[self._note])
        use_simulated_sockets()
        self._real = RealConnection(self._url)
        # The scene belongs to no process, also where a node wakes it up.
        PROCESS.set(None)
        # The loop is not closed: the tasks of killed processes must not be cleaned up.
        loop = SimulationLoop(self._trace)
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(self._broken)
        try:
            loop.run_until_complete(self._main())
        finally:
            self.outcome.simulated_s = loop.time()
            self._real.close()
            (self.folder / "nodes.log").write_bytes(b"\n".join(self._lines))
        self.outcome.fingerprint = self._fingerprint()
        return self.outcome

    def cut_clients(self, node: SimulatedNode) -> None:
        """Reset the connections between a node and its clients."""
        for bidder in self._bidders:
            bidder.wires[node.name].cut()
        node.cut_sockets()

    def crash_redis(self) -> None:
        """End Redis, and every connection to it."""
        self.server.crash()
        for node in self.nodes:
            for client in (node.redis, node.journal):
                client.wire.cut()
                client.wire.weather.refused = True

    def restart_redis(self, lost_s: float) -> None:
        """Start Redis again."""
        if not self.server.running:
            self.server.restart(lost_s=lost_s)
        for node in self.nodes:
            for client in (node.redis, node.journal):
                client.wire.weather.refused = False

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SimulationLoop)
        self.loop = loop
        self.server = RedisServer(loop.time, self._random("redis"), clock_ms=self.clock_ms)
        follow(self)
        self.database = Database(self._real)
        self.nodes = [
            SimulatedNode(
                f"node{n}",
                self.server,
                self.database,
                self._random(f"node{n}"),
                durability=durability(self.seed),
            )
            for n in range(NODES)
        ]
        for node in self.nodes:
            node.start()
        await self._until_none(self._starting)
        with Log(self.folder, "clients") as log:
            self._bidders = [
                Bidder(f"bidder{n}", self.nodes, log, self._random(f"bidder{n}"))
                for n in range(BIDDERS)
            ]
            await self._hold_sale(log)
            await self._settle()
            for opening, screen in zip(self._opening, self._screens, strict=True):
                opening.result()
                screen.write_ends()
                self.outcome.findings += screen.faults
                self.outcome.received += screen.received
        for bidder in self._bidders:
            self.outcome.answers += bidder.answers
            self.outcome.sent_again += bidder.sent_again

    async def _hold_sale(self, log: Log) -> None:
        core = self.nodes[0].core
        assert core is not None
        now = core.hot_state.clock.now()
        ends_at = [now + int((0.3 + 0.7 * n / ITEMS) * SALE_S * 1000) for n in range(ITEMS)]
        self._listings = await put_up(core, log, ends_at, now, self._random("sale"))
        self.item_ids = [each.item_id for each in self._listings]
        self._screens = self._turned_on(log)
        house = House(self.nodes, self._random("house"), self._some_bid)
        running = asyncio.create_task(house.run(self._listings, self.loop.time() + SALE_S))
        bidding = [asyncio.create_task(self._bid(bidder)) for bidder in self._bidders]
        faults = [asyncio.create_task(self._carry_out(each)) for each in self.faults]
        await asyncio.gather(running, *bidding, *faults)
        self._house = house

    def _some_bid(self) -> BidId:
        return self._random(f"void-{self.loop.time()}").choice(self._bidders).some_bid()

    def _turned_on(self, log: Log) -> list[Screen]:
        """Return a screen for each bidder, and some for people who only watch."""
        names = [bidder.identity.user_id for bidder in self._bidders]
        tokens = {name: TOKENS.issue(name, name, Role.BIDDER, ttl_s=3600) for name in names}
        names += [UserId(f"watcher{n}") for n in range(WATCHERS)]
        screens = [
            Screen(name, self.nodes, log, self._random(f"screen-{name}"), token=tokens.get(name))
            for name in names
        ]
        self._opening = [asyncio.create_task(each.open(self.item_ids)) for each in screens]
        return screens

    async def _bid(self, bidder: Bidder) -> None:
        random, until = self._random(bidder.identity.name), self.loop.time() + SALE_S
        pace_s = random.choice((0.1, 0.5, 2.0))
        while self.loop.time() < until:
            await asyncio.sleep(random.expovariate(1 / pace_s))
            await bidder.bid(random.choice(self._listings))

    async def _carry_out(self, fault: Fault) -> None:
        begin, end = ACTS[fault.kind]
        await asyncio.sleep(fault.at_s)
        self.outcome.faults[fault.kind] += 1
        begin(self, fault)
        await asyncio.sleep(fault.for_s)
        end(self, fault)

    async def _settle(self) -> None:
        """Let everything go on, and wait until all nodes and the archive agree."""
        self.server.clock_ms = self.clock_ms
        for node in self.nodes:
            self.loop.continue_process(node.process)
            if node.process.power is Power.KILLED:
                node.start()
        await self._until_none(self._starting)
        await self._until_none(self._unsettled)
        await self._until_none(self._unshown)
        await self._write_views()
        for node in self.nodes:
            await node.stop()

    async def _starting(self) -> str:
        """Return which nodes have not started."""
        starting = [node.name for node in self.nodes if node.core is None]
        return f"{', '.join(starting)} not started" if starting else ""

    async def _unsettled(self) -> str:
        """Return which item has not ended or is not archived."""
        views = await self._views(self.nodes[0])
        rows = self._real.call(
            "fetch",
            "SELECT item_id, seq, (SELECT count(*) FROM events e WHERE e.item_id = i.item_id) AS rows"
            " FROM items i",
        )
        archived = {row["item_id"]: (row["seq"], row["rows"]) for row in rows}
        for view in views:
            item_id, status, seq = view["item_id"], view["status"], view["seq"]
            if status == "paused":
                await self._house.resume(item_id)
            if status not in ENDED:
                return f"{item_id} is {status}"
            if archived.get(item_id) != (seq, seq):
                return (
                    f"{item_id} is at number {seq}, and in the archive at {archived.get(item_id)}"
                )
        return "" if len(views) == len(self.item_ids) else "an item cannot be read"

    async def _unshown(self) -> str:
        """Return how a screen differs from an item as it stands."""
        views = await self._views(self.nodes[0])
        differences = (each.differs(view) for each in self._screens for view in views)
        return next(filter(None, differences), "") if views else "no item can be read"

    async def _views(self, node: SimulatedNode) -> list[dict[str, Any]]:
        assert node.core is not None
        views = []
        for item_id in self.item_ids:
            try:
                shown = await show_item(
                    node.core.hot_state, node.core.lost_bids, None, ForItem(item_id=item_id)
                )
            except Exception:
                return []
            views.append(msgspec.json.decode(msgspec.json.encode(shown)))
        return views

    async def _write_views(self) -> None:
        with Log(self.folder, NODE_VIEWS) as log:
            for node in self.nodes:
                for view in await self._views(node):
                    log.write(item_line(node.name, view))
        views = await self._views(self.nodes[0])
        hot = {view["item_id"]: view for view in views}
        (self.folder / "hot.json").write_bytes(msgspec.json.encode(hot))

    async def _until_none(self, missing: Callable[[], Awaitable[str]]) -> None:
        """Wait until nothing is `missing`; it returns a text while something is."""
        give_up_at = self.loop.time() + SETTLE_S
        while text := await missing():
            if self.loop.time() > give_up_at:
                raise AssertionError(f"after {SETTLE_S:g} s: {text}")
            await asyncio.sleep(0.25)

    def _fingerprint(self) -> str:
        names = ("clients.jsonl", "hot.json", "nodes.log")
        for name in names:
            self._trace.add_text(sha256((self.folder / name).read_bytes()).hexdigest())
        return self._trace.digest()

    def _random(self, name: str) -> Random:
        return Random(f"{self.seed}-{name}")

    def _note(self, _: Any, level: str, event: Any) -> Any:
        """Keep a line of a node's log."""
        process = PROCESS.get()
        self.outcome.logged[event["event"]] += 1
        line = {**event, "level": level, "node": process.name if process else ""}
        line["t"] = round(asyncio.get_running_loop().time(), 3)
        if line.pop("exc_info", False):
            line["error"] = traceback.format_exc(limit=-4)
        self._lines.append(msgspec.json.encode(line, enc_hook=repr))
        raise structlog.DropEvent

    def _broken(self, _: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.outcome.findings.append(f"{context['message']}: {error!r}")
