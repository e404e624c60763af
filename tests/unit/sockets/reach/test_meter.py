"""The meter: the reports of all nodes are summed, and a node that does not report reaches nobody."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import msgspec
import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.counters import Refusals
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.rejection import Code
from server.domain.types import ItemId, NodeId, Position
from server.sockets.reach import meter as module
from server.sockets.reach.meter import ReachMeter
from server.sockets.reach.probes import Probes
from server.sockets.rooms.manager import Rooms
from server.sockets.rooms.node_bus import NodeBus
from server.use_cases.reach import Reached
from server.wire.errors import Refused
from tests.unit.domain.sale import NOON, opened

LAMP = ItemId("lamp")
PRESENT = Position(0, 2)


class FakeProbes:
    """The probes of a node, whose count the test sets."""

    def __init__(self, reached: Reached) -> None:
        self.reached = reached
        self.probed = 0
        self.forgotten: list[ItemId] = []

    def probe(self, _: ItemId) -> int:
        self.probed += 1
        return 0

    def count(self, _: ItemId) -> Reached:
        return self.reached

    def forget(self, item_id: ItemId) -> None:
        self.forgotten.append(item_id)


class FakeHotState:
    """The hot state with an open lamp, as one node sees it."""

    def __init__(self, node: str) -> None:
        self.node = NodeId(node)

    async def read(self, item_ids: Sequence[ItemId], **_: object) -> dict[ItemId, Snapshot]:
        return {each: Snapshot(opened(), (), NOON) for each in item_ids}


class Bus(NodeBus):
    """A bus to the meters of the other nodes; it may be down."""

    def __init__(self, node: str) -> None:
        super().__init__(NodeId(node), Redis(), Redis())
        self.others: list[ReachMeter] = []
        self.is_down = False

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        if self.is_down:
            raise RedisError("down")
        for room, kind, body in entries:
            for other in self.others:
                other.receive(room, kind, msgspec.Raw(msgspec.msgpack.encode(body)))


class MeteredNode:
    """A meter, on a node whose sockets have what the test says."""

    def __init__(self, name: str, reached: Reached, counted: Mapping[str, int]) -> None:
        self.bus = Bus(name)
        self.probes = FakeProbes(reached)
        self.counted = counted
        self.refusals = Refusals()
        self.meter = ReachMeter(
            self.bus,
            Rooms(self.bus),
            cast("Probes", self.probes),
            cast("HotState", FakeHotState(name)),
            self.watchers_of,
            refusals=self.refusals,
        )

    async def watchers_of(self, _: ItemId) -> Mapping[NodeId, int]:
        return {NodeId(name): count for name, count in self.counted.items()}


@asynccontextmanager
async def nodes(*each: MeteredNode) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for node in each:
            node.bus.others = [other.meter for other in each if other is not node]
            await stack.enter_async_context(node.meter.running())
        yield


def reached(seq: int, *counts: int) -> Reached:
    return Reached(Position(0, seq), *counts)


async def test_the_reports_of_all_nodes_are_summed() -> None:
    here = MeteredNode("here", reached(2, 4, 3, 2, 2), {"here": 4, "there": 6})
    there = MeteredNode("there", reached(2, 6, 6, 2, 1), {})
    for node in (here, there):
        node.refusals.count(LAMP)
        node.refusals.add(LAMP)
    async with nodes(here, there):
        found = await here.meter.measure(LAMP, share=0.75, within_ms=10_000)
    assert found.refused == 2
    assert (found.watchers, found.watchers_reached) == (10, 9)
    assert (found.bidders, found.bidders_reached, found.share) == (4, 3, 0.75)
    assert (found.position, found.public_seq) == (PRESENT, 2)


async def test_a_node_that_does_not_report_counts_with_all_its_watchers_as_not_reached() -> None:
    here = MeteredNode("here", reached(2, 4, 4, 4, 4), {"here": 4, "silent": 4})
    async with nodes(here):
        found = await here.meter.measure(LAMP, share=0.9, within_ms=200)
    assert (found.bidders, found.share) == (8, 0.5)


async def test_a_node_that_has_sent_an_earlier_state_reaches_nobody_until_it_has_the_present_one() -> (
    None
):
    here = MeteredNode("here", reached(1, 1, 1, 1, 1), {"here": 1})
    async with nodes(here):
        waiting = asyncio.create_task(here.meter.measure(LAMP, share=1, within_ms=10_000))
        await asyncio.sleep(0.15)
        assert not waiting.done()
        here.probes.reached = reached(2, 1, 1, 1, 1)
        assert (await waiting).share == 1


async def test_a_bus_that_is_down_leaves_the_other_nodes_unreached() -> None:
    here = MeteredNode("here", reached(2, 1, 1, 1, 1), {"there": 3})
    there = MeteredNode("there", reached(2, 3, 3, 3, 3), {})
    here.bus.is_down = there.bus.is_down = True
    async with nodes(here, there):
        found = await here.meter.measure(LAMP, share=1, within_ms=150)
    assert (found.bidders_reached, found.bidders) == (1, 4)


async def test_a_question_after_a_long_silence_is_answered_as_soon_as_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "COUNT_PAUSE", 1_000)
    here = MeteredNode("here", reached(2, 1, 1, 1, 1), {"here": 1})
    async with nodes(here):
        # What the loop does meanwhile is no part of a count.
        sum(range(1_000_000))
        await asyncio.sleep(0.2)
        assert (await here.meter.measure(LAMP, share=1, within_ms=10_000)).bidders == 1
        assert (await here.meter.measure(LAMP, share=1, within_ms=10_000)).bidders_reached == 1


async def test_an_item_that_nobody_asks_about_any_more_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ASKED_FOR_S", 0.05)
    here = MeteredNode("here", reached(2), {})
    async with nodes(here), asyncio.timeout(10):
        await here.meter.measure(LAMP, share=1, within_ms=10)
        while not here.probes.forgotten:
            await asyncio.sleep(0.01)
        probed = here.probes.probed
        await asyncio.sleep(0.12)
        assert here.probes.probed == probed


async def test_more_items_than_a_node_may_probe_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ASKED_MAX", 1)
    here: Any = MeteredNode("here", reached(2), {})
    async with nodes(here):
        await here.meter.measure(LAMP, share=1, within_ms=10)
        with pytest.raises(Refused) as refused:
            await here.meter.measure(ItemId("vase"), share=1, within_ms=10)
    assert refused.value.rejection.code is Code.BUSY
