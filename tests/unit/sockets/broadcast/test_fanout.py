"""The fan-out: small rooms at once, large ones at a pace, each socket everything in order."""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId
from server.sockets.broadcast import fanout as module
from server.sockets.broadcast.fanout import MIN_INTERVAL_S, SHARE, Fanout
from server.sockets.broadcast.news import News
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.rooms.node_bus import NodeBus
from tests.virtual_time import in_virtual_time, virtual_clock, work

LAMP, VASE = ItemId("lamp"), ItemId("vase")


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", virtual_clock())


class Recorder:
    """Takes down what is delivered to whom, as slowly as it is told to be."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, list[str], str, Any]] = []
        self.s_per_socket = 0.0

    def send(self, members: Iterable[str], event: str, data: Any, *, topic: object = None) -> None:
        there = list(members)
        if self.s_per_socket:
            work(self.s_per_socket * len(there))
        self.sent.append((asyncio.get_running_loop().time(), there, event, data))

    def to(self, member: str) -> list[tuple[str, Any]]:
        return [(event, data) for _, members, event, data in self.sent if member in members]


class House:
    """A fan-out over rooms that are filled by hand."""

    def __init__(self, *, interval_max_ms: int = 250) -> None:
        self.rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        self.delivery = Recorder()
        delivery = cast("Delivery", self.delivery)
        self.fanout = Fanout(self.rooms, delivery, lambda: 0, interval_max_ms=interval_max_ms)

    def fill(self, item_id: ItemId, sockets: int, *, seq: int = 0) -> list[str]:
        members = [f"{item_id}-{n}" for n in range(sockets)]
        for sid in members:
            self.rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
            self.rooms.enter(sid, item_room(item_id))
        self.fanout.joined(item_id, seq)
        return members

    def took_s(self) -> float:
        """Return how long after the first delivery the last one was, in virtual seconds."""
        return self.delivery.sent[-1][0] - self.delivery.sent[0][0]

    async def told(self, member: str, seq: int) -> None:
        async with asyncio.timeout(5):
            while not any(data["seq"] >= seq for _, data in self.delivery.to(member)):
                await asyncio.sleep(0.001)


def ignore(item_id: ItemId) -> None:
    """Read nothing."""


def news(seq: int, item_id: ItemId = LAMP, *, from_seq: int | None = None) -> News:
    return News(item_id, from_seq or seq, seq, {"seq": seq, "status": "open"}, [{"seq": seq}])


@in_virtual_time
async def test_a_small_quiet_room_is_told_in_the_next_turn_of_the_loop() -> None:
    house = House()
    (member,) = house.fill(LAMP, 1)
    async with house.fanout.running(read_missing=ignore):
        await asyncio.sleep(0.01)
        house.fanout.accept(news(1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [data["seq"] for _, data in house.delivery.to(member)] == [1]


@in_virtual_time
async def test_a_room_that_has_just_been_told_is_told_the_rest_in_one_message() -> None:
    house = House()
    (member,) = house.fill(LAMP, 1)
    async with house.fanout.running(read_missing=ignore):
        for seq in range(1, 6):
            house.fanout.accept(news(seq))
            await asyncio.sleep(0.001)
        await house.told(member, 5)
    times = [moment for moment, *_ in house.delivery.sent]
    assert [data["seq"] for _, data in house.delivery.to(member)] == [1, 5]
    assert times[1] - times[0] >= 0.9 * MIN_INTERVAL_S


@in_virtual_time
async def test_what_happens_while_a_large_room_is_told_is_one_message_afterwards() -> None:
    house = House()
    members = house.fill(LAMP, 4 * SLICE)
    house.delivery.s_per_socket = 0.000_01
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
        await house.told(members[0], 1)
        for seq in range(2, 12):
            house.fanout.accept(news(seq))
        await house.told(members[-1], 11)
    for member in members:
        ranges = [(data["from_seq"], data["seq"]) for _, data in house.delivery.to(member)]
        assert ranges == [(1, 1), (2, 11)]


@in_virtual_time
async def test_a_small_room_does_not_wait_for_a_large_one() -> None:
    house = House()
    large, small = house.fill(LAMP, 20 * SLICE), house.fill(VASE, 2)
    house.delivery.s_per_socket = 0.000_01
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
        await house.told(large[0], 1)
        house.fanout.accept(news(1, VASE))
        await house.told(small[-1], 1)
        assert not house.delivery.to(large[-1])
        await house.told(large[-1], 1)


@in_virtual_time
async def test_fan_out_leaves_the_loop_to_others_for_its_share() -> None:
    house = House()
    members = house.fill(LAMP, 10 * SLICE)
    house.delivery.s_per_socket = 0.000_01
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
        await house.told(members[-1], 1)
    # Nine slices and the pauses between them lie between the first slice's end and the last one's.
    assert house.took_s() == pytest.approx(9 * SLICE * house.delivery.s_per_socket / SHARE)


@in_virtual_time
async def test_a_broadcast_is_not_spread_over_more_than_the_longest_interval() -> None:
    house = House(interval_max_ms=10)
    members = house.fill(LAMP, 40 * SLICE)
    house.delivery.s_per_socket = 0.000_01
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
        await house.told(members[-1], 1)
    slice_s = SLICE * house.delivery.s_per_socket
    # The longest interval ends within the second pause: there is no third.
    assert house.took_s() == pytest.approx(39 * slice_s + 2 * slice_s * (1 - SHARE) / SHARE)


@in_virtual_time
async def test_a_room_nobody_is_in_costs_nothing() -> None:
    house = House()
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
    assert (house.fanout.feeds(), house.delivery.sent) == ([], [])


@in_virtual_time
async def test_the_feed_of_a_room_goes_when_its_last_socket_has_left() -> None:
    house = House()
    house.fill(LAMP, 1)
    assert [feed.item_id for feed in house.fanout.feeds()] == [LAMP]
    async with house.fanout.running(read_missing=ignore):
        house.rooms.leave("lamp-0", item_room(LAMP))
        assert house.fanout.feeds() == []


@in_virtual_time
async def test_news_that_waits_in_vain_has_the_hot_state_asked_and_is_then_told_with_its_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.01)
    monkeypatch.setattr(module, "GAP_READ_WAIT_S", 0.05)
    house = House()
    lacking: list[ItemId] = []
    (member,) = house.fill(LAMP, 1, seq=3)
    async with house.fanout.running(read_missing=lacking.append):
        house.fanout.accept(news(6))
        assert not house.delivery.to(member)
        await house.told(member, 6)
        assert lacking == [LAMP]
        house.fanout.accept(news(7))
        await house.told(member, 7)


@in_virtual_time
async def test_a_gap_that_closes_by_itself_is_never_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.01)
    house = House()
    lacking: list[ItemId] = []
    (member,) = house.fill(LAMP, 1, seq=3)
    async with house.fanout.running(read_missing=lacking.append):
        house.fanout.accept(news(5))
        house.fanout.accept(news(4))
        await house.told(member, 5)
        await asyncio.sleep(0.03)
    assert [(d["from_seq"], d["seq"]) for _, d in house.delivery.to(member)] == [(4, 5)]
    assert lacking == []


@in_virtual_time
async def test_a_larger_room_is_told_fewer_of_the_latest_bids_and_that_some_were_left_out() -> None:
    house = House()
    crowd, few = house.fill(LAMP, 1_000), house.fill(VASE, 100)
    bids = [{"seq": seq} for seq in range(1, 201)]
    async with house.fanout.running(read_missing=ignore):
        for item_id in (LAMP, VASE):
            house.fanout.accept(News(item_id, 1, 200, {"seq": 200, "status": "open"}, bids))
        await house.told(crowd[-1], 200)
        await house.told(few[-1], 200)
    ((_, to_crowd),), ((_, to_few),) = house.delivery.to(crowd[0]), house.delivery.to(few[0])
    assert (to_crowd["bids"], to_crowd["from_seq"], to_crowd["complete"]) == (
        bids[-20:],
        181,
        False,
    )
    assert (to_few["bids"], to_few["from_seq"], "complete" in to_few) == (bids, 1, False)


@in_virtual_time
async def test_what_is_still_to_be_told_is_told_at_the_end() -> None:
    house = House()
    members = house.fill(LAMP, 3 * SLICE)
    async with house.fanout.running(read_missing=ignore):
        house.fanout.accept(news(1))
    assert all(len(house.delivery.to(member)) == 1 for member in members)


@in_virtual_time
async def test_counts_of_watchers_are_told_to_their_room() -> None:
    house = House()
    (member,) = house.fill(LAMP, 1)
    feed = house.fanout.feed(LAMP)
    assert feed is not None
    async with house.fanout.running(read_missing=ignore):
        feed.watchers = 7
        house.fanout.schedule(feed)
    assert house.delivery.to(member) == [("watchers", {"item_id": "lamp", "count": 7})]
