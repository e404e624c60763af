"""The fan-out: sends at once on an idle loop and at a pace on a busy one, and always in order."""

import asyncio
from typing import cast

import msgspec
import pytest
from redis.asyncio import Redis

from server.domain.types import ItemId, NodeId, Position
from server.sockets.broadcast import credit, turns
from server.sockets.broadcast import fanout as module
from server.sockets.broadcast.fanout import FEW_SOCKETS, MIN_INTERVAL_S, Fanout
from server.sockets.broadcast.news import News
from server.sockets.broadcast.turns import SHARE, Turns
from server.sockets.rooms.delivery import SLICE, Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, item_room
from server.sockets.rooms.node_bus import NodeBus
from tests.unit.sockets.broadcast.recording import RecordingDelivery, ignore
from tests.virtual_time import in_virtual_time, virtual_clock

LAMP, VASE = ItemId("lamp"), ItemId("vase")


@pytest.fixture(autouse=True)
def _busy_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, busy=True)


def set_clock(monkeypatch: pytest.MonkeyPatch, *, busy: bool) -> None:
    for each in (turns, credit):
        monkeypatch.setattr(each, "time", virtual_clock(busy=busy))


class FanoutNode:
    """A fan-out, with rooms that a test fills."""

    def __init__(self, *, interval_max_ms: int = 250) -> None:
        self.superseded: list[tuple[ItemId, Position]] = []
        self.rooms = Rooms(NodeBus(NodeId("here"), Redis(), Redis()))
        self.delivery = RecordingDelivery()
        delivery = cast("Delivery", self.delivery)
        turns = Turns(delivery, interval_max_ms=interval_max_ms)
        self.fanout = Fanout(
            self.rooms, turns, lambda: 0, superseded=lambda *each: self.superseded.append(each)
        )

    def fill(self, item_id: ItemId, sockets: int, *, seq: int = 0) -> list[str]:
        """Have sockets join an item's room, which know it up to `seq`; return their names."""
        members = [f"{item_id}-{n}" for n in range(sockets)]
        for sid in members:
            self.rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
            self.rooms.enter(sid, item_room(item_id))
        self.fanout.joined(item_id, Position(0, seq))
        return members

    def duration_s(self) -> float:
        """Return the virtual seconds from the first delivery to the last."""
        return self.delivery.sent[-1][0] - self.delivery.sent[0][0]

    async def sent(self, member: str, seq: int) -> None:
        """Wait until a member has been sent a message at or above `seq`."""
        async with asyncio.timeout(5):
            while not any(data["seq"] >= seq for _, data in self.delivery.to(member)):
                await asyncio.sleep(0.001)


def news(seq: int, item_id: ItemId = LAMP, *, from_seq: int | None = None) -> News:
    return News(item_id, from_seq or seq, seq, {"seq": seq, "status": "open"}, [{"seq": seq}])


@in_virtual_time
async def test_a_small_quiet_room_is_sent_news_in_the_next_turn_of_the_loop() -> None:
    node = FanoutNode()
    (member,) = node.fill(LAMP, 1)
    async with node.fanout.running(read_missing=ignore):
        await asyncio.sleep(0.01)
        node.fanout.accept(news(1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [data["seq"] for _, data in node.delivery.to(member)] == [1]


@in_virtual_time
async def test_news_within_the_least_interval_is_sent_in_one_message_after_it() -> None:
    node = FanoutNode()
    member, *_ = node.fill(LAMP, FEW_SOCKETS + 1)
    async with node.fanout.running(read_missing=ignore):
        for seq in range(1, 6):
            node.fanout.accept(news(seq))
            await asyncio.sleep(0.001)
        await node.sent(member, 5)
    times = [moment for moment, *_ in node.delivery.sent]
    assert [data["seq"] for _, data in node.delivery.to(member)] == [1, 5]
    assert times[1] - times[0] >= 0.9 * MIN_INTERVAL_S


@in_virtual_time
@pytest.mark.parametrize(("sockets", "busy"), [(FEW_SOCKETS, True), (FEW_SOCKETS + 1, False)])
async def test_a_room_of_few_sockets_keeps_no_interval_and_no_room_does_on_an_idle_loop(
    monkeypatch: pytest.MonkeyPatch, *, sockets: int, busy: bool
) -> None:
    set_clock(monkeypatch, busy=busy)
    node = FanoutNode()
    member, *_ = node.fill(LAMP, sockets)
    async with node.fanout.running(read_missing=ignore):
        for seq in range(1, 6):
            await asyncio.sleep(0.001)
            node.fanout.accept(news(seq))
        await node.sent(member, 5)
    assert [data["seq"] for _, data in node.delivery.to(member)] == [1, 2, 3, 4, 5]


@in_virtual_time
async def test_a_quiet_large_room_is_sent_news_without_a_pause_as_far_as_the_credit_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_clock(monkeypatch, busy=False)
    node = FanoutNode()
    members = node.fill(LAMP, 10 * SLICE)
    node.delivery.s_per_socket = 0.000_01
    async with node.fanout.running(read_missing=ignore):
        await asyncio.sleep(1)
        node.fanout.accept(news(1))
        await node.sent(members[-1], 1)
    assert node.duration_s() == pytest.approx(9 * SLICE * node.delivery.s_per_socket)


@in_virtual_time
async def test_news_during_a_broadcast_to_a_large_room_is_one_message_after_it() -> None:
    node = FanoutNode()
    members = node.fill(LAMP, 4 * SLICE)
    node.delivery.s_per_socket = 0.000_01
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
        await node.sent(members[0], 1)
        for seq in range(2, 12):
            node.fanout.accept(news(seq))
        await node.sent(members[-1], 11)
    for member in members:
        ranges = [(data["from_seq"], data["seq"]) for _, data in node.delivery.to(member)]
        assert ranges == [(1, 1), (2, 11)]


@in_virtual_time
async def test_a_small_room_does_not_wait_for_a_large_one() -> None:
    node = FanoutNode()
    large, small = node.fill(LAMP, 20 * SLICE), node.fill(VASE, 2)
    node.delivery.s_per_socket = 0.000_01
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
        await node.sent(large[0], 1)
        node.fanout.accept(news(1, VASE))
        await node.sent(small[-1], 1)
        assert not node.delivery.to(large[-1])
        await node.sent(large[-1], 1)


@in_virtual_time
async def test_the_fan_out_takes_no_more_than_its_share_of_a_busy_loop() -> None:
    node = FanoutNode()
    members = node.fill(LAMP, 10 * SLICE)
    node.delivery.s_per_socket = 0.000_01
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
        await node.sent(members[-1], 1)
    # Nine slices and the pauses between them lie between the first slice's end and the last one's.
    assert node.duration_s() == pytest.approx(9 * SLICE * node.delivery.s_per_socket / SHARE)


@in_virtual_time
async def test_a_broadcast_that_takes_longer_than_the_interval_is_sent_without_pauses() -> None:
    node = FanoutNode(interval_max_ms=10)
    members = node.fill(LAMP, 40 * SLICE)
    node.delivery.s_per_socket = 0.000_01
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
        await node.sent(members[-1], 1)
    slice_s = SLICE * node.delivery.s_per_socket
    # The longest interval ends within the second pause: there is no third.
    assert node.duration_s() == pytest.approx(39 * slice_s + 2 * slice_s * (1 - SHARE) / SHARE)


@in_virtual_time
async def test_a_room_without_members_has_no_feed() -> None:
    node = FanoutNode()
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
    assert (node.fanout.feeds(), node.delivery.sent) == ([], [])


@in_virtual_time
async def test_the_feed_of_a_room_is_dropped_when_its_last_member_leaves() -> None:
    node = FanoutNode()
    node.fill(LAMP, 1)
    assert [feed.item_id for feed in node.fanout.feeds()] == [LAMP]
    async with node.fanout.running(read_missing=ignore):
        node.rooms.leave("lamp-0", item_room(LAMP))
        assert node.fanout.feeds() == []


@in_virtual_time
async def test_a_gap_that_stays_is_read_from_the_hot_state_and_then_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.01)
    monkeypatch.setattr(module, "GAP_READ_WAIT_S", 0.05)
    node = FanoutNode()
    missing: list[ItemId] = []
    (member,) = node.fill(LAMP, 1, seq=3)
    async with node.fanout.running(read_missing=missing.append):
        node.fanout.accept(news(6))
        assert not node.delivery.to(member)
        await node.sent(member, 6)
        assert missing == [LAMP]
        node.fanout.accept(news(7))
        await node.sent(member, 7)


@in_virtual_time
async def test_a_gap_that_closes_in_time_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.01)
    node = FanoutNode()
    missing: list[ItemId] = []
    (member,) = node.fill(LAMP, 1, seq=3)
    async with node.fanout.running(read_missing=missing.append):
        node.fanout.accept(news(5))
        node.fanout.accept(news(4))
        await node.sent(member, 5)
        await asyncio.sleep(0.03)
    assert [(d["from_seq"], d["seq"]) for _, d in node.delivery.to(member)] == [(4, 5)]
    assert missing == []


@in_virtual_time
async def test_a_larger_room_is_sent_fewer_of_the_latest_bids_in_a_message_that_is_not_complete() -> (
    None
):
    node = FanoutNode()
    crowd, few = node.fill(LAMP, 1_000), node.fill(VASE, 100)
    bids = [{"seq": seq} for seq in range(1, 201)]
    async with node.fanout.running(read_missing=ignore):
        for item_id in (LAMP, VASE):
            node.fanout.accept(News(item_id, 1, 200, {"seq": 200, "status": "open"}, bids))
        await node.sent(crowd[-1], 200)
        await node.sent(few[-1], 200)
    ((_, to_crowd),), ((_, to_few),) = node.delivery.to(crowd[0]), node.delivery.to(few[0])
    assert (to_crowd["bids"], to_crowd["from_seq"], to_crowd["complete"]) == (
        bids[-20:],
        181,
        False,
    )
    assert (to_few["bids"], to_few["from_seq"], "complete" in to_few) == (bids, 1, False)


@in_virtual_time
async def test_news_that_waits_is_sent_when_the_node_stops() -> None:
    node = FanoutNode()
    members = node.fill(LAMP, 3 * SLICE)
    async with node.fanout.running(read_missing=ignore):
        node.fanout.accept(news(1))
    assert all(len(node.delivery.to(member)) == 1 for member in members)


@in_virtual_time
async def test_a_count_of_watchers_is_sent_to_its_room() -> None:
    node = FanoutNode()
    (member,) = node.fill(LAMP, 1)
    feed = node.fanout.feed(LAMP)
    assert feed is not None
    async with node.fanout.running(read_missing=ignore):
        feed.watchers = 7
        node.fanout.schedule(feed)
    assert node.delivery.to(member) == [("watchers", {"item_id": "lamp", "count": 7})]


@in_virtual_time
@pytest.mark.parametrize("learned_from", ["an announcement", "news", "a socket", "a reading"])
async def test_the_last_event_that_a_room_has_heard_of_is_passed_on_when_its_epoch_ends(
    learned_from: str,
) -> None:
    node = FanoutNode()
    node.fill(LAMP, 1)
    node.fanout.accept(news(1))
    node.fanout.accept(news(3))
    assert node.superseded == []
    for _ in range(2):
        match learned_from:
            case "an announcement":
                node.fanout.begin_epoch(LAMP, 1)
            case "news":
                node.fanout.accept(msgspec.structs.replace(news(1), epoch=1))
            case "a socket":
                node.fanout.joined(LAMP, Position(1, 1))
            case _:
                feed = node.fanout.feed(LAMP)
                assert feed is not None
                assert node.fanout.enter(feed, 1)
        assert node.superseded == [(LAMP, Position(0, 3))]
