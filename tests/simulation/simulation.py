"""One simulation: nodes, stores, clients and faults on virtual time, all made of one seed."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import structlog

from loadtest.audit.collect import NODE_VIEWS
from loadtest.audit.replay.model import ENDED
from loadtest.evidence import Log, item_line
from server.bidding.archive import Commit
from server.use_cases.watching import show_item
from server.wire.requests import ForItem
from tests.simulation.clocks import EPOCH_S
from tests.simulation.failovers import follow
from tests.simulation.faults import ACTS, Fault, durability
from tests.simulation.liveness import judge_waits, seqs_of
from tests.simulation.loop import PROCESS, Power, SimulationLoop
from tests.simulation.node import SimulatedNode
from tests.simulation.outcome import Outcome
from tests.simulation.people import People
from tests.simulation.postgres import Database
from tests.simulation.real_connection import RealConnection
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.sale import put_up
from tests.simulation.sockets.client import use_simulated_sockets
from tests.simulation.trace import Trace
from tests.simulation.worlds import world

NODES = 3
SETTLE_S = 60.0
"""The time after the last fault and the last end within which everything is settled and archived."""


def unsettled(
    views: Sequence[Mapping[str, Any]],
    seqs: Mapping[str, int],
    archived: Mapping[str, tuple[int, int]],
) -> str:
    """Return which of the items that are shown has not ended or is not archived.

    `seqs` are the numbers of the last events in Redis. `archived` are those in the archive, each with the
    number of events there.
    """
    for view in views:
        item_id, seq = view["item_id"], seqs[view["item_id"]]
        if view["status"] not in ENDED:
            return f"{item_id} is {view['status']}"
        if archived.get(item_id) != (seq, seq):
            return f"{item_id} is at number {seq}, and in the archive at {archived.get(item_id)}"
    return ""


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
        self._world = world(seed)
        self._people: People

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
        self._people.cut(node)

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
            await self._hold_sale(log)
            await self._settle()
            self._people.end(self.outcome)
        self.outcome.unheard = [*self._unheard()]

    def _unheard(self) -> Iterator[Commit]:
        for each in self.nodes:
            for commit in each.buried_commits:
                key = commit.item_id, commit.epoch
                if all(node.heard.get(key, 0) < commit.first for node in self.nodes):
                    yield commit

    async def _hold_sale(self, log: Log) -> None:
        core = self.nodes[0].core
        assert core is not None
        now = core.hot_state.clock.now()
        ends_at = [now + int(end_s * 1000) for end_s in self._world.ends_s]
        listings = await put_up(core, log, ends_at, now, self._random("sale"))
        self.item_ids = [each.item_id for each in listings]
        self._people = People(self.nodes, listings, log, self._random)
        faults = [asyncio.create_task(self._carry_out(each)) for each in self.faults]
        first, *_ = self._world.rushes
        calm_s = min([first.until_s, *(each.at_s for each in self.faults)])
        judging = judge_waits(self, self._people.screens, calm_s, crowd=first.is_crowd)
        waits = asyncio.create_task(judging)
        await asyncio.gather(self._people.take_part(self._world), *faults)
        self.outcome.findings += await waits

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
            else:
                node.come_back()
        await self._until_none(self._starting)
        await self._until_none(self._unended)
        await self._until_none(self._unsettled)
        await self._until_none(self._unshown)
        await self._write_views()
        for node in self.nodes:
            await node.stop()

    async def _starting(self) -> str:
        """Return which nodes have not started."""
        starting = [node.name for node in self.nodes if node.core is None]
        return f"{', '.join(starting)} not started" if starting else ""

    async def _unended(self) -> str:
        """Wait for the ends, which outages may have moved; return which item is paused still."""
        views = await self._views(self.nodes[0])
        for view in views:
            if view["status"] == "paused":
                await self._people.house.resume(view["item_id"])
                return f"{view['item_id']} is paused"
            if view["status"] not in ENDED and view["ends_at"] is not None:
                left_s = view["ends_at"] / 1000 - EPOCH_S - self.loop.time()
                await asyncio.sleep(max(left_s, 0))
        return "" if views else "no item can be read"

    async def _unsettled(self) -> str:
        """Return which item has not ended or is not archived."""
        views = await self._views(self.nodes[0])
        rows = self._real.call(
            "fetch",
            "SELECT item_id, seq, (SELECT count(*) FROM events e WHERE e.item_id = i.item_id) AS rows"
            " FROM items i",
        )
        archived = {row["item_id"]: (row["seq"], row["rows"]) for row in rows}
        if text := unsettled(views, seqs_of(self, self.item_ids), archived):
            return text
        return "" if len(views) == len(self.item_ids) else "an item cannot be read"

    async def _unshown(self) -> str:
        """Return how a screen differs from an item as it stands."""
        views = await self._views(self.nodes[0])
        differences = (each.differs(view) for each in self._people.screens for view in views)
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
