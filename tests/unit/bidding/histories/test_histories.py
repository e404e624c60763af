"""Histories: long ones are read one at a time, and only in a small share of the node's time."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import pytest

from server.bidding.histories import histories as module
from server.bidding.histories.histories import RETRY_MS, Histories
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement, undecided
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import opened

LAMP = ItemId("lamp")
HELD = HeldItem(opened(), {})


class StubbedHotState:
    """A hot state with so many receipts of an item, which it returns when it is let go."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.renewals = 0
        self.let_go = asyncio.Event()

    async def receipt_count(self, item_id: ItemId) -> int:
        return self.count

    async def receipts(self, item_id: ItemId) -> AsyncIterator[Mapping[BidId, Receipt]]:
        await self.let_go.wait()
        yield {}

    async def acquire(self, *_: object) -> None:
        self.renewals += 1
        self.let_go.set()


class Decisions:
    """A stand-in for `settle` that notes in how many ms the history can be read."""

    def __init__(self) -> None:
        self.history_in_ms: list[int | None] = []

    def __call__(self, *, known: Any, history_in_ms: int | None) -> Settlement:
        self.history_in_ms.append(history_in_ms)
        return undecided(HELD.item, ())


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> Decisions:
    monkeypatch.setattr(module, "LONG", 10)
    return Decisions()


def histories(hot_state: StubbedHotState) -> Histories:
    return Histories(cast("HotState", hot_state), lock_ttl_ms=3)


async def test_short_histories_are_read_at_once_however_many(decisions: Decisions) -> None:
    hot_state = StubbedHotState(10)
    hot_state.let_go.set()
    read = histories(hot_state)
    for _ in range(3):
        await read.settle(0, "token", LAMP, HELD, decisions)
    assert decisions.history_in_ms == [None, None, None]


async def test_a_lock_is_renewed_while_a_long_history_is_read(decisions: Decisions) -> None:
    hot_state = StubbedHotState(11)
    await histories(hot_state).settle(0, "token", LAMP, HELD, decisions)
    assert hot_state.renewals > 0
    assert decisions.history_in_ms == [None]


async def test_long_histories_are_read_one_at_a_time(decisions: Decisions) -> None:
    hot_state = StubbedHotState(11)
    read = histories(hot_state)
    first = asyncio.create_task(read.settle(0, "token", LAMP, HELD, decisions))
    await asyncio.sleep(0)
    await read.settle(0, "token", LAMP, HELD, decisions)
    assert decisions.history_in_ms == [RETRY_MS]
    await first


async def test_after_a_long_history_the_next_one_waits_for_many_times_as_long(
    decisions: Decisions,
) -> None:
    times = iter([1.0, 5.0, 7.0, 8.0])
    hot_state = StubbedHotState(11)
    hot_state.let_go.set()
    read = Histories(cast("HotState", hot_state), lock_ttl_ms=3, clock=lambda: next(times))
    await read.settle(0, "token", LAMP, HELD, decisions)
    await read.settle(0, "token", LAMP, HELD, decisions)
    assert decisions.history_in_ms == [None, 1_000 * (7 + 20 * 2 - 8)]
