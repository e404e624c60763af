"""Items of a group on real stores: none closes before all of them may, whichever node decides."""

import asyncio
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from server.bidding.floor import Floor
from server.bidding.groups import GroupShifts
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Accepted
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import Command, ObserveTime, OpenItem, PlaceBid, ScheduleItem
from server.domain.item import Item
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code, Rejection
from server.domain.types import ENDED, Bidder, BidId, ItemId, Millis, Status, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing, new_node_id, put_up, trust
from tests.nodes import StoreUrls

VASE = ItemId("vase")
TTL_MS, MINUTE = 60_000, 60_000
END = 1_900_000_000_000
LATE = SoftClose(Policy.RESET, MINUTE, MINUTE)
RULES: dict[str, Any] = {"ends_at": END, "soft_close": LATE, "closes_with": "g"}


def bid(amount: int = 100) -> PlaceBid:
    return PlaceBid(BidId(f"b{amount}"), Bidder(UserId("ann"), "Ann#aaaaa"), amount)


async def held_at(hot_state: HotState, item_id: ItemId) -> HeldItem:
    acquired = await hot_state.acquire(0, f"{hot_state.node} {item_id}", TTL_MS, {item_id: []})
    return acquired.held[item_id]


def decide_at(held: HeldItem, now: Millis, *commands: Command) -> Settlement:
    return settle(held.item, held.receipts, commands, now, group_end=held.group_end)


async def commit(hot_state: HotState, item_id: ItemId, settlement: Settlement) -> bool:
    token = f"{hot_state.node} {item_id}"
    return item_id in (await hot_state.commit(0, token, {item_id: settlement})).written


async def open_both(hot_state: HotState) -> None:
    for item_id in (LAMP, VASE):
        held = await held_at(hot_state, item_id)
        first = (ScheduleItem(HOUSE, listing(item_id, **RULES)), OpenItem(HOUSE))
        assert await commit(hot_state, item_id, decide_at(held, END - MINUTE * 5, *first))


async def seen(hot_state: HotState, item_id: ItemId) -> Item:
    return (await hot_state.read([item_id]))[item_id].item


async def test_a_close_that_does_not_know_a_late_bid_on_another_item_is_not_written(
    nodes: list[HotState],
) -> None:
    one, two, _ = nodes
    await open_both(one)
    late = decide_at(await held_at(one, LAMP), END - 1, bid())
    closing = decide_at(await held_at(two, VASE), END, ObserveTime())
    assert closing.after is not None
    assert closing.after.status is Status.UNSOLD
    assert await commit(one, LAMP, late)
    assert not await commit(two, VASE, closing)
    again = decide_at(await held_at(two, VASE), END, ObserveTime())
    assert await commit(two, VASE, again)
    assert (await seen(one, VASE)).ends_at == END - 1 + MINUTE


async def test_a_late_bid_that_comes_after_the_close_of_another_item_is_decided_again(
    nodes: list[HotState],
) -> None:
    one, two, _ = nodes
    await open_both(one)
    late = decide_at(await held_at(one, LAMP), END - 1, bid())
    assert await commit(two, VASE, decide_at(await held_at(two, VASE), END, ObserveTime()))
    assert not await commit(one, LAMP, late)
    again = decide_at(await held_at(one, LAMP), END, bid())
    assert isinstance(again.answers[0], Rejection)
    assert again.answers[0].code is Code.CLOSED


async def test_all_items_of_a_group_close_in_one_round(hot_state: HotState) -> None:
    await open_both(hot_state)
    wanted: dict[ItemId, list[BidId]] = {LAMP: [], VASE: []}
    acquired = await hot_state.acquire(0, "t", TTL_MS, wanted)
    closing = {
        item_id: decide_at(held, END, ObserveTime()) for item_id, held in acquired.held.items()
    }
    assert (await hot_state.commit(0, "t", closing)).written == {LAMP, VASE}


async def test_the_others_are_moved_before_anybody_asks_for_them(hot_state: HotState) -> None:
    floor = Floor(hot_state, announce=lambda each: shifts.notice(each))  # noqa: PLW0108 - shifts come later
    shifts = GroupShifts(hot_state, floor)
    await hot_state.due(0)
    ends_at = hot_state.clock.now() + 30_000
    rules = RULES | {"ends_at": ends_at}
    async with floor.open(), shifts.running(), asyncio.timeout(20):
        for item_id in (LAMP, VASE):
            await put_up(floor, item_id, **rules)
        await put_up(floor, ItemId("clock"), ends_at=ends_at)
        answer = await floor.submit(LAMP, bid())
        assert isinstance(answer, Accepted), answer
        while (await seen(hot_state, VASE)).ends_at != answer.ends_at:
            await asyncio.sleep(0.01)
    assert (await seen(hot_state, ItemId("clock"))).ends_at == ends_at


@dataclass(slots=True)
class Round:
    """The round of a node on one of the items, step by step."""

    hot_state: HotState
    item_id: ItemId
    held: HeldItem | None = None
    began: Millis = 0

    async def begin(self, now: Millis) -> None:
        if self.held is None:
            self.held, self.began = await held_at(self.hot_state, self.item_id), now

    async def end(self, command: Command) -> None:
        if self.held is not None:
            settlement = decide_at(self.held, self.began, command)
            await commit(self.hot_state, self.item_id, settlement)
            self.held = None


steps = st.lists(
    st.tuples(
        st.sampled_from(["begin", "bid", "observe", "wait", "to the end"]), st.integers(0, 1)
    ),
    max_size=20,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_however_two_nodes_interleave_no_item_closes_before_all_may(
    stores: StoreUrls, steps: list[tuple[str, int]]
) -> None:
    items = asyncio.run(_interleaved(stores.redis, steps))
    may_close = max(item.ends_at or 0 for item in items)
    for item in items:
        assert item.status not in ENDED or item.changed_at >= may_close


async def _interleaved(url: str, steps: list[tuple[str, int]]) -> list[Item]:
    """Carry the steps out; return the items of the group as they are then."""
    async with Redis.from_url(url) as redis:
        await redis.flushdb()
        keys = Keys(1)
        one, two = (
            HotState(redis, keys, RedisClock(), node=new_node_id(), recent_bids_max=10)
            for _ in range(2)
        )
        await trust(redis, one)
        await open_both(one)
        rounds, now, number = [Round(one, LAMP), Round(two, VASE)], END - 2, 100
        for step, which in steps:
            each = rounds[which]
            match step:
                case "begin":
                    await each.begin(now)
                case "bid":
                    number += 10
                    await each.end(bid(number))
                case "observe":
                    await each.end(ObserveTime())
                case "wait":
                    now += 1
                case _:
                    now = max(now, ((await seen(one, each.item_id)).ends_at or 0) - which)
        return [await seen(one, item_id) for item_id in (LAMP, VASE)]
