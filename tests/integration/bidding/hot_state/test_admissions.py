"""Admissions and exposures on a real Redis: a bidder's exposure never exceeds their limit."""

import asyncio

import pytest

from server.bidding.floor import Floor
from server.bidding.hot_state.admissions import Admission
from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.records import Accepted, Answer
from server.bidding.settling.settle import settle
from server.domain.commands import BidderStanding, CancelItem, CloseItem, PlaceBid
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, floor_on, put_up

SALE = AuctionId("sale")
ANN = UserId("ann")
ITEMS = [ItemId(f"lamp-{number}") for number in range(4)]


async def bid(floor: Floor, item_id: ItemId, amount: int, user: str = "ann") -> Answer:
    bidder = Bidder(UserId(user), f"{user}#aaaaa")
    return await floor.submit(
        item_id, PlaceBid(BidId(f"{user}-{amount}"), bidder, amount, raise_own=True)
    )


async def exposure_of(hot_state: HotState, user: UserId = ANN) -> int:
    """Return a user's exposure over all items."""
    nowhere = ItemId("nowhere")
    return (await hot_state.admissions.standings(SALE, nowhere, [user]))[user].elsewhere


async def test_a_stranger_has_no_standing(hot_state: HotState) -> None:
    standings = await hot_state.admissions.standings(SALE, ITEMS[0], [ANN])
    assert standings == {ANN: BidderStanding()}


async def test_the_latest_admission_counts(hot_state: HotState) -> None:
    for word in (Admission(True, 500), Admission(True), Admission(False, 100)):
        await hot_state.admissions.admit(SALE, {ANN: word})
        standing = (await hot_state.admissions.standings(SALE, ITEMS[0], [ANN]))[ANN]
        assert (standing.approved, standing.limit) == (word.approved, word.limit)


async def test_two_nodes_never_let_a_bidder_overspend(hot_state: HotState) -> None:
    async with floor_on(hot_state) as one, floor_on(hot_state) as two:
        for item_id in ITEMS:
            await put_up(one, item_id, spending_limit=250)
        answers = await asyncio.gather(
            *(bid(floor, item, 100 + n) for n, floor in enumerate((one, two)) for item in ITEMS)
        )
    codes = [each.code for each in answers if isinstance(each, Rejection)]
    assert set(codes) <= {Code.LIMIT_EXCEEDED, Code.TOO_LOW}
    assert 200 <= await exposure_of(hot_state) <= 250
    led = [seen.item for seen in (await hot_state.read(ITEMS)).values() if seen.item.leader]
    assert sum(item.leader_max for item in led) == await exposure_of(hot_state)


async def test_exposure_follows_the_lead_and_becomes_the_price_at_the_end(
    hot_state: HotState,
) -> None:
    async with floor_on(hot_state) as floor:
        for item_id in ITEMS[:2]:
            await put_up(floor, item_id, spending_limit=250)
        assert isinstance(await bid(floor, ITEMS[0], 200), Accepted)
        refused = await bid(floor, ITEMS[1], 100)
        assert isinstance(refused, Rejection)
        assert refused.details == {"limit": 250, "reserved": 200}
        await bid(floor, ITEMS[0], 210, "ben")
        assert await exposure_of(hot_state) == 0
        assert isinstance(await bid(floor, ITEMS[1], 100), Accepted)
        await floor.submit(ITEMS[1], CloseItem(HOUSE))
        assert await exposure_of(hot_state) == 100, "a win is part of the exposure"
        await floor.submit(ITEMS[0], CancelItem(HOUSE))
        assert await exposure_of(hot_state, UserId("ben")) == 0


async def test_a_round_that_no_longer_fits_is_fenced_off(hot_state: HotState) -> None:
    """Both rounds have read an exposure of 0. The second commit finds the first one's."""
    async with floor_on(hot_state) as floor:
        for item_id in ITEMS[:2]:
            await put_up(floor, item_id, spending_limit=250)
    acquired = await hot_state.acquire(0, "token", 1_000, {item: [] for item in ITEMS[:2]})
    standings = await hot_state.admissions.standings(SALE, ITEMS[0], [ANN])
    command = PlaceBid(BidId("b"), Bidder(ANN, "Ann#aaaaa"), 200)
    settled = {
        item: settle(held.item, {}, [command], acquired.now, standings)
        for item, held in acquired.held.items()
    }
    committed = await hot_state.commit(0, "token", settled)
    assert len(committed.written) == 1
    assert await exposure_of(hot_state) == 200
    (fenced_off,) = set(ITEMS[:2]) - committed.written
    async with floor_on(hot_state) as floor:
        refused = await bid(floor, fenced_off, 200)
    assert isinstance(refused, Rejection), "its lock was let go all the same"
    assert refused.code is Code.LIMIT_EXCEEDED


@pytest.mark.parametrize("amount", [10**15, 10**15 - 1])
async def test_the_greatest_amounts_are_added_up_exactly(hot_state: HotState, amount: int) -> None:
    async with floor_on(hot_state) as floor:
        for item_id in ITEMS[:3]:
            await put_up(floor, item_id, spending_limit=3 * 10**15)
            assert isinstance(await bid(floor, item_id, amount), Accepted)
    assert await exposure_of(hot_state) == 3 * amount
