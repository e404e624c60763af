"""Eras: one node at a time begins them, and none of them waits long for another."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.bidding.restoration import restorer as module
from server.bidding.restoration.restorer import Restorer
from server.bidding.restoration.untrusted_hot_state import UntrustedHotState
from server.domain.types import ItemId, NodeId
from tests.integration.bidding.conftest import LAMP, untrusted_hot_state
from tests.integration.bidding.desk import KEYS, Desk, desk_on
from tests.nodes import StoreUrls
from tests.timeouts import WAIT_MAX_S


@pytest.fixture
async def desk(stores: StoreUrls) -> AsyncIterator[Desk]:
    """A desk with an open lamp."""
    async with desk_on(stores) as each:
        await each.put_up()
        yield each


async def test_the_lease_of_a_node_that_dies_while_it_restores_expires(desk: Desk) -> None:
    dead = UntrustedHotState(desk.redis, KEYS, node=NodeId("dead"), recent_bids_max=5)
    assert await dead.take_lease(0, 200)
    assert await dead.take_sweep(0, 200)
    await dead.mark_untrusted(0)
    assert await desk.seq(150) == 3


async def test_an_era_begins_soon_although_a_call_of_the_archive_is_not_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unanswered() -> list[ItemId]:
        monkeypatch.undo()
        await asyncio.sleep(WAIT_MAX_S)
        return []

    await desk.archived(2)
    monkeypatch.setattr(desk.archive, "live_items", unanswered)
    await desk.redis.flushall()
    async with asyncio.timeout(WAIT_MAX_S / 2):
        assert await desk.seq(150) == 3


async def test_the_first_try_of_a_node_that_failed_does_not_keep_it_from_the_next(
    desk: Desk,
) -> None:
    """Its lease is still there, because the reply to it was lost."""
    own = untrusted_hot_state(desk.redis, desk.hot_state)
    assert await own.take_lease(0, 3_600_000)
    await own.mark_untrusted(0)
    assert await desk.seq(150) == 3


async def test_the_lease_is_extended_before_the_commits_are_archived(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_ms = []

    async def slow() -> list[ItemId]:
        await desk.redis.pexpire(KEYS.restoring(0), 500)
        return [LAMP]

    async def flush() -> None:
        left_ms.append(await desk.redis.pttl(KEYS.restoring(0)))

    await desk.archived(2)
    monkeypatch.setattr(desk.archive, "live_items", slow)
    untrusted = untrusted_hot_state(desk.redis, desk.hot_state)
    monkeypatch.setattr(module, "LEASE_TTL_MS", 60_000)
    await untrusted.mark_untrusted(0)
    async with Restorer(untrusted, desk.archive, flush=flush).running():
        assert left_ms[0] > 500
