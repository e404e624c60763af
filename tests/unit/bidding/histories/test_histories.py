"""Histories: late ones suffice. Long ones are read one at a time, in a small share of the node's time."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

import pytest

from server.bidding.histories import histories as module
from server.bidding.histories.histories import RETRY_MS, Histories
from server.bidding.histories.late_histories import NoSnapshots, Snapshots
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement, undecided
from server.domain.commands import EarlierBids
from server.domain.item import Item
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import NOON, opened

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
    """A stand-in for `settle` that notes in how many ms the history can be read, and the earlier bids."""

    def __init__(self) -> None:
        self.history_in_ms: list[int | None] = []
        self.earlier: list[EarlierBids | None] = []

    def __call__(
        self, *, known: Any, history_in_ms: int | None, earlier: EarlierBids | None = None
    ) -> Settlement:
        self.history_in_ms.append(history_in_ms)
        self.earlier.append(earlier)
        return undecided(HELD.item, ())


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> Decisions:
    monkeypatch.setattr(module, "SHORT", 5)
    monkeypatch.setattr(module, "LONG", 10)
    return Decisions()


def histories(hot_state: StubbedHotState, snapshots: Snapshots | None = None) -> Histories:
    return Histories(cast("HotState", hot_state), lock_ttl_ms=3, snapshots=snapshots)


class HeldSnapshot(NoSnapshots):
    """An archive whose latest snapshot is the held item itself, after so many events."""

    def __init__(self, item: Item) -> None:
        self.item = item

    async def before(self, *_: object) -> Sequence[Item]:
        return [self.item]


async def test_short_histories_are_read_at_once_however_many(decisions: Decisions) -> None:
    hot_state = StubbedHotState(10)
    hot_state.let_go.set()
    read = histories(hot_state)
    for _ in range(3):
        await read.settle(0, "token", HELD, decisions, commands=[], now=NOON)
    assert decisions.history_in_ms == [None, None, None]


async def test_a_lock_is_renewed_while_a_long_history_is_read(decisions: Decisions) -> None:
    hot_state = StubbedHotState(11)
    await histories(hot_state).settle(0, "token", HELD, decisions, commands=[], now=NOON)
    assert hot_state.renewals > 0
    assert decisions.history_in_ms == [None]


async def test_long_histories_are_read_one_at_a_time(decisions: Decisions) -> None:
    hot_state = StubbedHotState(11)
    read = histories(hot_state)
    first = asyncio.create_task(read.settle(0, "token", HELD, decisions, commands=[], now=NOON))
    await asyncio.sleep(0)
    await read.settle(0, "token", HELD, decisions, commands=[], now=NOON)
    assert decisions.history_in_ms == [RETRY_MS]
    await first


async def test_after_a_long_history_the_next_one_waits_for_many_times_as_long(
    decisions: Decisions,
) -> None:
    times = iter([1.0, 5.0, 7.0, 8.0])
    hot_state = StubbedHotState(11)
    hot_state.let_go.set()
    read = Histories(cast("HotState", hot_state), lock_ttl_ms=3, clock=lambda: next(times))
    await read.settle(0, "token", HELD, decisions, commands=[], now=NOON)
    await read.settle(0, "token", HELD, decisions, commands=[], now=NOON)
    assert decisions.history_in_ms == [None, 1_000 * (7 + 20 * 2 - 8)]


async def test_a_late_history_is_read_at_any_time_instead_of_a_long_one(
    decisions: Decisions,
) -> None:
    item = opened()
    read = histories(StubbedHotState(1_000_000), HeldSnapshot(item))
    for _ in range(3):
        await read.settle(0, "token", HeldItem(item, {}), decisions, commands=[], now=NOON)
    assert decisions.history_in_ms == [None, None, None]
    assert [each and each.item for each in decisions.earlier] == [item] * 3
