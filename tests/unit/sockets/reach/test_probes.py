"""Probes: only a pong to a ping that followed everything proves that a socket has it."""

from typing import Any, cast
from unittest.mock import Mock

import pytest
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId, Position
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import Turns
from server.sockets.reach import probes as module
from server.sockets.reach.probes import Probes
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.transport.connection import Connection
from tests.unit.sockets.broadcast.recording import ignore

LAMP = ItemId("lamp")


class FakeConnection(Connection):
    """A connection without a transport, which counts pings."""

    def __init__(self) -> None:
        self.pongs = 0
        self.pings = 0
        self.closed = False
        self.is_behind = False
        self.frames: list[object] = []

    @property
    def behind(self) -> bool:
        return self.is_behind

    def ping(self) -> int:
        self.pings += 1
        return self.pings

    def enqueue(self, packet: object) -> None:
        """Take a message as a polling socket does: the delivery knows connections by their exact type."""
        self.frames.append(packet)


class Engine:
    """An engine with the sockets of a test."""

    def __init__(self) -> None:
        self.sockets: dict[str, FakeConnection] = {}


class ProbedNode:
    """A node whose sockets watch the lamp. Those of `unsettled` wait for an answer."""

    def __init__(self, *names: str) -> None:
        self.engine = Engine()
        self.rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        delivery = Delivery(self.engine)
        turns = Turns(delivery, interval_max_ms=250)
        self.fanout = Fanout(self.rooms, turns, lambda: 0, superseded=Mock())
        self.unsettled: set[str] = set()
        self.probes = Probes(
            self.rooms,
            self.fanout,
            delivery,
            cast("Any", self.engine.sockets),
            is_settled=lambda sid: sid not in self.unsettled,
            is_bidder=lambda sid: sid.startswith("bidder"),
        )
        for name in names:
            self.join(name)

    def join(self, name: str) -> FakeConnection:
        self.engine.sockets[name] = FakeConnection()
        self.rooms.basic_enter_room(name, NAMESPACE, None, eio_sid=name)
        self.rooms.enter(name, item_room(LAMP))
        self.fanout.joined(LAMP, Position(0, 2))
        return self.engine.sockets[name]

    def answer(self, *names: str) -> None:
        for name in names:
            self.engine.sockets[name].pongs = self.engine.sockets[name].pings

    def counts(self) -> tuple[int, int, int, int]:
        found = self.probes.count(LAMP)
        return (
            *(found.watchers, found.watchers_reached),
            *(found.bidders, found.bidders_reached),
        )


def news(seq: int) -> News:
    return News(LAMP, seq, seq, {"seq": seq, "status": "open"}, [{"seq": seq}], epoch=0)


async def test_sockets_count_as_reached_when_they_have_answered_their_ping() -> None:
    node = ProbedNode("bidder-a", "bidder-b", "watcher")
    assert node.counts() == (3, 0, 2, 0)
    assert node.probes.probe(LAMP) == 3
    assert node.counts() == (3, 0, 2, 0)
    node.answer("bidder-a", "watcher")
    assert node.counts() == (3, 2, 2, 1)
    assert node.probes.count(LAMP).position == Position(0, 2)
    assert node.probes.probe(LAMP) == 0


async def test_news_takes_the_proof_away_until_a_ping_after_it_is_answered() -> None:
    node = ProbedNode("bidder-a")
    async with node.fanout.running(read_missing=ignore):
        node.probes.probe(LAMP)
        node.answer("bidder-a")
        assert node.counts() == (1, 1, 1, 1)
        node.fanout.accept(news(3))
        # The message waits for its turn. A ping now would prove nothing.
        assert node.counts() == (1, 0, 1, 0)
        assert node.probes.probe(LAMP) == 0
        node.fanout.run()
        assert len(node.engine.sockets["bidder-a"].frames) == 1
        node.answer("bidder-a")
        assert node.counts() == (1, 0, 1, 0)
        assert node.probes.probe(LAMP) == 1
        assert node.counts() == (1, 0, 1, 0)
        node.answer("bidder-a")
        assert node.counts() == (1, 1, 1, 1)


async def test_a_socket_that_waits_reads_too_slowly_or_has_closed_gets_no_ping() -> None:
    node = ProbedNode("bidder-a", "bidder-b", "bidder-c")
    node.unsettled.add("bidder-a")
    node.engine.sockets["bidder-b"].is_behind = True
    node.engine.sockets["bidder-c"].closed = True
    assert node.probes.probe(LAMP) == 0
    node.unsettled.clear()
    node.engine.sockets["bidder-b"].is_behind = False
    assert node.probes.probe(LAMP) == 2


async def test_a_socket_that_comes_later_gets_a_ping_of_its_own() -> None:
    node = ProbedNode("bidder-a")
    node.probes.probe(LAMP)
    node.answer("bidder-a")
    node.join("bidder-b")
    assert node.counts() == (2, 1, 2, 1)
    assert node.probes.probe(LAMP) == 1
    node.probes.forget(LAMP)
    assert node.counts() == (2, 0, 2, 0)


async def test_bidders_have_their_ping_before_the_others_a_slice_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SLICE", 2)
    node = ProbedNode("a", "b", "bidder-a", "c", "bidder-b")
    pinged = []
    for _ in range(4):
        pinged.append(node.probes.probe(LAMP))
        if len(pinged) == 1:
            node.answer("a", "b", "bidder-a", "c", "bidder-b")
            assert node.counts() == (5, 2, 2, 2)
    assert pinged == [2, 2, 1, 0]


async def test_a_room_without_sockets_reaches_nobody() -> None:
    node = ProbedNode()
    assert node.probes.probe(LAMP) == 0
    assert node.counts() == (0, 0, 0, 0)
