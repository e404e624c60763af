"""The meter: asks all nodes for the reach of an item, and sums their reports.

A question is an entry of the node bus for the item's room, so only nodes with sockets in the room see
it. They probe the room for as long as questions come, and report to the room of the node that asks.
Nothing is done for an item that nobody asks about.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import structlog
from redis import RedisError

from server.bidding.counters import Refusals
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.formats import quote
from server.domain.rejection import Code
from server.domain.types import ItemId, NodeId, Position
from server.sockets.reach.probes import Probes
from server.sockets.rooms.manager import Rooms, item_room, room_item
from server.sockets.rooms.node_bus import NodeBus
from server.tasks import repeating
from server.use_cases.reach import Reached
from server.use_cases.watching import look_at_one
from server.wire.errors import Refused

log = structlog.get_logger(__name__)

QUESTION, REPORT = "reach", "reached"
ASK_EVERY_S = 0.25
ASKED_FOR_S = 1.0
"""How long a question holds; the node that asks repeats it until then."""
GATHER_S = 0.1
"""How long the first reports are waited for."""
REPORT_VALID_S = 3.0
POLL_S = 0.05
PAUSE_S = 0.025
"""The least pause between two slices of pings."""
PING_COST_S = 0.000_2
"""Pause for each ping: a room of 10,000 sockets has its pings within two seconds, bidders first."""
COUNT_PAUSE = 5
"""Pause between two counts, in multiples of the CPU time that a count takes."""
ASKED_MAX = 50
"""Items that a node probes at a time."""


class Report(msgspec.Struct, frozen=True, array_like=True):
    """One node's report of an item's reach."""

    item_id: ItemId
    node: NodeId
    epoch: int
    seq: int
    watchers: int
    watchers_reached: int
    bidders: int
    bidders_reached: int
    refused: int = 0
    """Absent in a report of a node of an earlier version."""


@dataclass(slots=True)
class _Asked:
    """An item that nodes ask about, each until a moment, and the reports of all nodes."""

    until: float = 0.0
    asked_at: float = 0.0
    by: dict[str, float] = field(default_factory=dict)
    reports: dict[NodeId, tuple[float, Report]] = field(default_factory=dict)


_decode_report = msgspec.msgpack.Decoder(Report).decode


class ReachMeter:
    """Measures the reach of items over all nodes."""

    def __init__(
        self,
        bus: NodeBus,
        rooms: Rooms,
        probes: Probes,
        hot_state: HotState,
        watchers_of: Callable[[ItemId], Awaitable[Mapping[NodeId, int]]],
        *,
        refusals: Refusals,
    ) -> None:
        """`watchers_of` returns how many sockets watch an item, by node, as of a second or two ago."""
        self._bus = bus
        self._probes = probes
        self._hot_state = hot_state
        self._watchers_of = watchers_of
        self._refusals = refusals
        self._node = hot_state.node
        self._own_room = f"reach:{self._node}"
        rooms.followed.add(self._own_room)
        self._asked: dict[ItemId, _Asked] = {}
        self._any = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Probe and report while inside."""
        async with (
            repeating(self._probe, name="reach-probes"),
            repeating(self._count, name="reach-counts"),
        ):
            yield

    async def measure(self, item_id: ItemId, *, share: float, within_ms: int) -> Reached:
        """Return the reach of an item's present state, once it is `share` or the time is over.

        Raises Refused `busy`, `not_found` or `unavailable`.
        """
        began = time.monotonic()
        nodes = await self._nodes(item_id)
        while True:
            asked = await self._ask(item_id)
            reached = self._sum(asked, await look_at_one(self._hot_state, item_id), nodes)
            passed_s = time.monotonic() - began
            enough = reached.share >= share and passed_s >= GATHER_S
            if enough or passed_s * 1000 >= within_ms:
                return reached
            await asyncio.sleep(POLL_S)

    def receive(self, room: str, kind: str, body: msgspec.Raw) -> None:
        """Take a question or a report of another node."""
        if kind == REPORT:
            report = _decode_report(body)
            asked = self._asked.get(report.item_id)
            if asked is not None:
                asked.reports[report.node] = (time.monotonic(), report)
        elif (item_id := room_item(room)) is not None and self._may_ask(item_id):
            self._hold(item_id).by[msgspec.msgpack.decode(body, type=str)] = time.monotonic()

    async def _ask(self, item_id: ItemId) -> _Asked:
        if not self._may_ask(item_id):
            raise Refused(Code.BUSY, "the reach of too many items is being measured")
        asked, now = self._hold(item_id), time.monotonic()
        if now - asked.asked_at >= ASK_EVERY_S:
            asked.asked_at = now
            try:
                await self._bus.publish([(item_room(item_id), QUESTION, self._own_room)])
            except RedisError as error:
                log.debug("reach_not_asked", error=repr(error))
        return asked

    def _may_ask(self, item_id: ItemId) -> bool:
        return item_id in self._asked or len(self._asked) < ASKED_MAX

    def _hold(self, item_id: ItemId) -> _Asked:
        asked = self._asked.setdefault(item_id, _Asked())
        asked.until = time.monotonic() + ASKED_FOR_S
        self._any.set()
        return asked

    async def _probe(self) -> None:
        """Send pings to a slice of each room that is asked about, at most 5,000 a second."""
        if not self._asked:
            self._any.clear()
            await self._any.wait()
        pings = sum(self._probes.probe(item_id) for item_id in self._asked)
        await asyncio.sleep(max(PAUSE_S, pings * PING_COST_S))

    async def _count(self) -> None:
        """Count the answers of each room that is asked about, and report them."""
        if not self._asked:
            await self._any.wait()
        began = time.thread_time()
        for item_id, asked in list(self._asked.items()):
            if asked.until < time.monotonic():
                del self._asked[item_id]
                self._probes.forget(item_id)
            else:
                await self._report(item_id, asked)
        # Counting takes as long as the rooms are large, and the loop is needed for other things.
        await asyncio.sleep(max(POLL_S, COUNT_PAUSE * (time.thread_time() - began)))

    async def _report(self, item_id: ItemId, asked: _Asked) -> None:
        """Keep this node's count, and send it to the nodes that ask."""
        counted = self._probes.count(item_id)
        report = Report(
            item_id,
            self._node,
            *counted.position,
            counted.watchers,
            counted.watchers_reached,
            counted.bidders,
            counted.bidders_reached,
            self._refusals.count(item_id),
        )
        now = time.monotonic()
        asked.reports[self._node] = (now, report)
        asked.by = {room: at for room, at in asked.by.items() if at + ASKED_FOR_S > now}
        if asked.by:
            try:
                await self._bus.publish([(room, REPORT, report) for room in asked.by])
            except RedisError as error:
                log.debug("reach_not_reported", error=repr(error))

    async def _nodes(self, item_id: ItemId) -> Mapping[NodeId, int]:
        try:
            return await self._watchers_of(item_id)
        except RedisError as error:
            raise Refused(Code.UNAVAILABLE, "the hot state is down") from error

    def _sum(self, asked: _Asked, seen: Snapshot, nodes: Mapping[NodeId, int]) -> Reached:
        """Sum the reports. A node that has not reported counts with all its watchers as not reached."""
        valid_from = time.monotonic() - REPORT_VALID_S
        reports = {node: report for node, (at, report) in asked.reports.items() if at >= valid_from}
        silent = sum(count for node, count in nodes.items() if node not in reports)
        current = [r for r in reports.values() if Position(r.epoch, r.seq) >= seen.position]
        return Reached(
            seen.position,
            silent + sum(each.watchers for each in reports.values()),
            sum(each.watchers_reached for each in current),
            silent + sum(each.bidders for each in reports.values()),
            sum(each.bidders_reached for each in current),
            quote(seen.item, seen.now).seq,
            sum(each.refused for each in reports.values()),
        )
