"""Blocks are carried out on every item, and never by halves without saying so."""

import asyncio

import pytest

from server.bidding.settling.records import Accepted, Answer
from server.domain.auction import Auction
from server.domain.commands import BlockBidders, Command
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, ItemId, UserId
from server.identity.permissions import auctioneer
from server.use_cases.bidders import blocking
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.bidders.blocking import Blocking
from server.use_cases.bidders.voiding import Voiding
from server.wire.bidders.admission import Block
from server.wire.errors import Refused
from server.wire.requests import ForBidder
from tests.unit.use_cases.bidders.bidders_here import AdmissionsHere, BiddersHere, SalesHere
from tests.unit.use_cases.catalogue.stores import HotItems
from tests.unit.use_cases.stand_ins import HOUSE, RecordingFloor

SALE = Auction(AuctionId("sale"), "A sale", HOUSE.user_id, "H", "EUR", 1)
ANN_IN_SALE = ForBidder(auction_id="sale", user_id="ann")
DONE = Accepted(7, 150, 160, leading=False, ends_at=None)
MISSING = Rejection(Code.NOT_FOUND, "there is no such item")


class Floor(RecordingFloor):
    """Answers `first` to each item at first, and then accepts."""

    def __init__(self, first: Answer = DONE) -> None:
        super().__init__(DONE)
        self._first = first

    def enqueue(self, item_id: ItemId, command: Command) -> asyncio.Future[Answer]:
        again = any(item_id == each for each, _ in self.commands)
        future = super().enqueue(item_id, command)
        if not again:
            future.set_result(self._first)
        return future


class House:
    """A house with a sale of items."""

    def __init__(self, floor: RecordingFloor, *items: str, put_up_s: float = 9) -> None:
        self.bidders = BiddersHere(*items)
        archive = SalesHere(SALE).archive
        admitting = Admitting(AdmissionsHere().hot_state, archive, self.bidders, lambda *_: None)
        self.blocking = Blocking(
            floor.floor,
            self.bidders,
            admitting,
            Voiding(floor.floor, HotItems().hot_state, self.bidders),
            put_up_s=put_up_s,
        )

    async def block(self) -> str:
        block = Block(reason="unpaid")
        return (await self.blocking.block(auctioneer(HOUSE), ANN_IN_SALE, block))["state"]

    async def unblock(self) -> str:
        return (await self.blocking.unblock(auctioneer(HOUSE), ANN_IN_SALE))["state"]


async def test_a_block_reaches_every_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "ITEMS_AT_ONCE", 2)
    floor = RecordingFloor(DONE)
    house = House(floor, "lamp", "vase", "book")
    assert await house.block() == "blocked"
    command = BlockBidders(HOUSE.actor, (UserId("ann"),))
    assert floor.commands == [(ItemId(each), command) for each in ("lamp", "vase", "book")]
    assert await house.unblock() == "none"
    assert len(floor.commands) == 6


async def test_an_item_that_is_being_put_up_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "RETRY_S", 0)
    floor = Floor(first=MISSING)
    assert await House(floor, "lamp").block() == "blocked"
    assert [item_id for item_id, _ in floor.commands] == ["lamp", "lamp"]


async def test_an_item_that_was_never_put_up_is_not_waited_for_long() -> None:
    floor = RecordingFloor(MISSING)
    assert await House(floor, "lamp", put_up_s=0).block() == "blocked"


async def test_a_block_that_did_not_reach_all_items_is_kept_and_to_be_sent_again() -> None:
    house = House(Floor(Rejection(Code.BUSY, "busy")), "lamp", "vase")
    with pytest.raises(Refused) as refused:
        await house.block()
    assert refused.value.rejection.code is Code.UNKNOWN
    assert (await house.bidders.bidder(SALE.auction_id, UserId("ann"))).blocked
    assert await house.block() == "blocked"


async def test_of_a_block_and_its_end_the_older_one_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocking, "RETRY_S", 0.01)
    floor = Floor(first=MISSING)
    house = House(floor, "lamp")
    block = asyncio.create_task(house.block())
    await asyncio.sleep(0)
    while not floor.commands:
        await asyncio.sleep(0)
    assert await house.unblock() == "none"
    with pytest.raises(Refused) as refused:
        await block
    assert refused.value.rejection.code is Code.CONFLICT
    assert [getattr(command, "blocked", None) for _, command in floor.commands] == [True, False]


async def test_the_number_of_blocked_users_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "BLOCKED_MAX", 1)
    house = House(RecordingFloor(DONE))
    assert await house.block() == await house.block() == "blocked"
    ben = ForBidder(auction_id="sale", user_id="ben")
    with pytest.raises(Refused) as refused:
        await house.blocking.block(auctioneer(HOUSE), ben, Block())
    assert refused.value.rejection.code is Code.INVALID
