"""Notices of lost bids: published before they are sent, and kept while a store is away."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
import pytest
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.archive import Archive, ArchiveUnavailable, LostBid
from server.bidding.settling.records import Receipt
from server.domain.types import BidId, ItemId, NodeId, Role, UserId
from server.identity.identity import Identity
from server.sockets.recovery import lost_bids as module
from server.sockets.recovery.lost_bids import LostBidNotices
from server.sockets.rooms.delivery import Delivery
from server.sockets.rooms.manager import NAMESPACE, Rooms, user_room
from server.sockets.rooms.node_bus import NodeBus
from server.use_cases.losses import LostBids
from server.wire.messages import bid_lost
from tests.timeouts import WAIT_MAX_S
from tests.unit.sockets.broadcast.recording import RecordingDelivery

LAMP = ItemId("lamp")
ANN, BEN = UserId("ann"), UserId("ben")


def lost(bidder: UserId, amount: int = 150) -> LostBid:
    return LostBid(LAMP, 1, BidId(f"{bidder}-{amount}"), bidder, 4, amount)


class NotifyingNode(NodeBus):
    """A node with a socket of Ann's and one of Ben's, whose archive and bus fail so many times."""

    def __init__(self, *in_archive: LostBid, failing: int = 0) -> None:
        super().__init__(NodeId("here"), Redis(), Redis())
        self.published: list[tuple[str, str, Any]] = []
        self.in_archive = list(in_archive)
        self.asked_s: list[float] = []
        self.archive_failing = self.bus_failing = failing
        self.delivery = RecordingDelivery()
        self.rooms = Rooms(self)
        for user in (ANN, BEN):
            self.enter(user, user)
        lost_bids = LostBids(cast("Archive", self), self)
        delivery = cast("Delivery", self.delivery)
        self.notices = LostBidNotices(lost_bids, self, self.rooms, delivery, self.identity)

    def enter(self, user: UserId, sid: str) -> None:
        """Open a socket of a user."""
        self.rooms.basic_enter_room(sid, NAMESPACE, None, eio_sid=sid)
        self.rooms.enter(sid, user_room(user))

    def identity(self, sid: str) -> Identity | None:
        if sid not in (ANN, BEN):
            return None
        return Identity(UserId(sid), sid, Role.BIDDER, expires_at=0, code="aaaa")

    async def lost_bids(self, item_ids: Sequence[ItemId]) -> list[LostBid]:
        if self.archive_failing:
            self.archive_failing -= 1
            raise ArchiveUnavailable
        return self.in_archive

    async def receipts_of(
        self, bid_ids: Mapping[ItemId, Sequence[BidId]]
    ) -> Mapping[ItemId, tuple[int, Mapping[BidId, Receipt]]]:
        return {item_id: (1, {}) for item_id in bid_ids}

    async def lost_items(self, within_s: float) -> list[ItemId]:
        self.asked_s.append(within_s)
        return [LAMP] if self.in_archive else []

    async def publish(self, entries: Sequence[tuple[str, str, object]]) -> None:
        if self.bus_failing:
            self.bus_failing -= 1
            raise RedisError
        self.published += entries

    async def published_in_all(self, count: int) -> None:
        """Wait until so many notices have been published."""
        async with asyncio.timeout(WAIT_MAX_S):
            while len(self.published) < count:
                await asyncio.sleep(0.001)

    async def sent(self, user: UserId, count: int) -> list[str]:
        """Wait for so many notices to a user; return the bids that they name."""
        async with asyncio.timeout(WAIT_MAX_S):
            while len(self.delivery.to(user)) < count:
                await asyncio.sleep(0.001)
        assert {event for event, _ in self.delivery.to(user)} <= {"bid_lost"}
        return [notice["bid_id"] for _, notice in self.delivery.to(user)]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GATHER_S", 0)
    monkeypatch.setattr(module, "RETRY_S", 0)


async def test_the_user_of_an_announced_bid_is_notified_here_and_on_other_nodes() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN, 160))
    async with node.notices.running():
        node.notices.announce([lost(ANN)])
        assert await node.sent(ANN, 1) == ["ann-150"]
    assert [(room, kind) for room, kind, _ in node.published] == [(user_room(ANN), "bid_lost")]
    assert node.delivery.to(BEN) == []


async def test_a_bid_that_the_archive_has_not_set_aside_is_not_named() -> None:
    node = NotifyingNode(lost(ANN, 200))
    async with node.notices.running():
        node.notices.announce([lost(ANN, 150), lost(ANN, 200)])
        assert await node.sent(ANN, 1) == ["ann-200"]


async def test_a_returning_socket_is_sent_its_own_lost_bids_and_nothing_is_published() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN), lost(BEN, 160))
    async with node.notices.running():
        node.notices.returned("watcher", LAMP, 1)
        node.notices.returned(BEN, LAMP, 1)
        assert await node.sent(BEN, 2) == ["ben-150", "ben-160"]
    assert (node.delivery.to(ANN), node.published) == ([], [])


async def test_an_item_that_has_never_been_restored_has_lost_nothing() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN))
    async with node.notices.running():
        node.notices.returned(ANN, LAMP, 0)
        node.notices.returned(BEN, LAMP, 1)
        await node.sent(BEN, 1)
    assert node.delivery.to(ANN) == []


async def test_notices_are_kept_while_the_archive_or_the_bus_fails() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN), failing=2)
    async with node.notices.running():
        node.notices.announce([lost(ANN)])
        node.notices.returned(BEN, LAMP, 1)
        assert await node.sent(ANN, 1) == ["ann-150"]
        assert await node.sent(BEN, 1) == ["ben-150"]
    assert len(node.published) == 1


async def test_a_bounded_number_of_notices_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING_MAX", 2)
    node = NotifyingNode(*(lost(ANN, amount) for amount in (150, 160, 170)))
    node.notices.announce([lost(ANN, amount) for amount in (150, 160, 170)])
    async with node.notices.running():
        assert await node.sent(ANN, 2) == ["ann-150", "ann-160"]


async def test_a_node_that_comes_back_to_the_bus_notifies_its_sockets_of_what_it_has_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.001)
    node = NotifyingNode(lost(ANN), failing=1)
    async with node.notices.running():
        node.notices.resumed(7)
        assert await node.sent(ANN, 1) == ["ann-150"]
    assert (node.published, node.delivery.to(BEN)) == ([], [])
    assert node.asked_s == pytest.approx([12, 12.001]), "the time of the first try counts, too"


async def test_a_node_that_comes_back_to_the_bus_announces_its_own_losses_again() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN))
    async with node.notices.running():
        node.notices.announce([lost(ANN)])
        await node.sent(ANN, 1)
        node.notices.resumed(1)
        assert await node.sent(BEN, 1) == ["ben-150"], "the latest losses of others are sent, too"
        await node.published_in_all(2)
    assert [room for room, _, _ in node.published] == [user_room(ANN)] * 2


async def test_a_connection_is_sent_a_notice_once_however_it_comes() -> None:
    node = NotifyingNode(lost(ANN), lost(BEN))
    published = msgspec.Raw(msgspec.msgpack.encode(bid_lost(lost(ANN))))
    async with node.notices.running():
        node.notices.announce([lost(ANN)])
        await node.sent(ANN, 1)
        node.notices.returned(ANN, LAMP, 1)
        node.notices.resumed(1)
        await node.published_in_all(2)
        node.notices.receive(user_room(ANN), published)
        node.enter(ANN, "another connection")
        node.notices.receive(user_room(ANN), published)
    assert len(node.delivery.to(ANN)) == len(node.delivery.to("another connection")) == 1


async def test_a_bounded_number_of_notices_is_remembered_as_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SENT_MAX", 1)
    node = NotifyingNode()
    for amount in (150, 160, 160, 150):
        body = msgspec.msgpack.encode(bid_lost(lost(ANN, amount)))
        node.notices.receive(user_room(ANN), msgspec.Raw(body))
    sent = [notice["amount"] for _, notice in node.delivery.to(ANN)]
    assert sent == [150, 160, 150]
