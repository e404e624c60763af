"""The sweep restores what nobody has asked for, and goes on where it was interrupted."""

from collections.abc import AsyncIterator

import pytest

from persistence import snapshots
from server.bidding.hot_state import arguments
from server.bidding.restoration import sweep as module
from server.bidding.restoration.items import ItemRestorer
from server.bidding.restoration.sweep import Sweep
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.bidding.settling.records import Accepted
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId, NodeId
from tests.integration.bidding.conftest import untrusted_hot_state
from tests.integration.bidding.desk import KEYS, Desk, desk_on
from tests.integration.bidding.restoration.test_items import new_era
from tests.nodes import StoreUrls

NAMES = [ItemId(f"item-{n}") for n in range(5)]


@pytest.fixture
async def desk(stores: StoreUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A desk that does not sweep by itself."""
    monkeypatch.setattr("server.bidding.restoration.restorer.SWEEP_EVERY_S", 3_600)
    async with desk_on(stores) as each:
        for item_id in NAMES:
            await each.put_up(item_id)
        for item_id in NAMES:
            await each.archived(2, item_id)
        yield each


def new_sweep(desk: Desk, hot_state: UntrustedHotState) -> Sweep:
    items = ItemRestorer(hot_state, desk.archive, announce_epochs=lambda _: None)
    return Sweep(hot_state, desk.archive, items)


async def test_after_the_sweep_every_live_item_is_checked_and_missing_ones_are_no_riddle(
    desk: Desk,
) -> None:
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    await new_sweep(desk, hot_state).sweep(era)
    assert await hot_state.unchecked(era, NAMES) == {}
    after = await hot_state.era(0)
    assert after is not None
    assert (after.token, after.swept) == (era.token, True)
    assert await desk.redis.zcard(KEYS.due(0)) == 0


async def test_one_node_at_a_time_sweeps(desk: Desk) -> None:
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    other = UntrustedHotState(desk.redis, KEYS, node=NodeId("another"), recent_bids_max=5)
    assert await other.take_sweep(0, 60_000)
    await new_sweep(desk, hot_state).sweep(era)
    assert len(await hot_state.unchecked(era, NAMES)) == len(NAMES)


async def test_a_sweep_that_is_interrupted_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.bidding.restoration.items.PAGE", 2)
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    items = ItemRestorer(hot_state, desk.archive, announce_epochs=lambda _: None)
    await items.restore(era, NAMES[:2])
    await new_sweep(desk, hot_state).sweep(era)
    epochs = [int(await desk.redis.hget(KEYS.item(0, each), "epoch") or 0) for each in NAMES]
    assert epochs == [1] * len(NAMES), "no item was restored twice"


async def test_older_receipts_follow_and_meanwhile_their_bids_are_not_decided_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arguments, "SNAPSHOT_EVERY", 4)
    monkeypatch.setattr(snapshots, "PIECE", 3)
    monkeypatch.setattr(module, "LEASE_TTL_MS", 60_000)
    await desk.put_up()
    answers = {amount: await desk.bid(amount, f"u{amount}") for amount in range(150, 300, 10)}
    await desk.archived(2 + len(answers))
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    assert await desk.seq(400, "new") == 3 + len(answers), "the item sells before they are there"
    again = await desk.bid(150, "u150")
    assert isinstance(again, Rejection)
    assert again.code is Code.UNAVAILABLE
    assert await desk.bid(290, "u290") == answers[290], "it is later than the snapshot"
    await new_sweep(desk, hot_state).sweep(era)
    assert await hot_state.unfilled(0) == []
    for amount, answer in answers.items():
        assert await desk.bid(amount, f"u{amount}") == answer
    assert isinstance(await desk.bid(500, "last"), Accepted)
