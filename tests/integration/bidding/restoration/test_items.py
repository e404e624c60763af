"""Items are restored one by one, and those of an auction that checks its bidders as one unit."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg
import pytest

from server.bidding.archive import ArchiveUnavailable, Head, NewEpoch
from server.bidding.hot_state.scripts import NotReplicatedError
from server.bidding.restoration import items as module
from server.bidding.restoration.items import ItemRestorer
from server.bidding.restoration.untrusted_hot_state import Era, UntrustedHotState
from server.domain.types import ItemId
from tests.integration.bidding.conftest import LAMP, untrusted_hot_state
from tests.integration.bidding.desk import KEYS, Desk, Unpluggable, desk_on
from tests.nodes import StoreUrls

VASE, GHOST = ItemId("vase"), ItemId("ghost")


@pytest.fixture(autouse=True)
def no_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the items to the test; the desk's own restorer would otherwise sweep every second."""
    monkeypatch.setattr("server.bidding.restoration.restorer.SWEEP_EVERY_S", 3_600)


@pytest.fixture
async def desk(stores: StoreUrls) -> AsyncIterator[Desk]:
    """A desk with a lamp and a vase, of which all events are archived."""
    async with desk_on(stores) as each:
        await each.put_up()
        await each.put_up(VASE)
        await each.seq(150)
        await each.archived(3)
        await each.archived(2, VASE)
        yield each


async def new_era(desk: Desk, hot_state: UntrustedHotState) -> Era:
    """Empty Redis and begin an era, before the desk does."""
    await desk.redis.flushall()
    replication_id = await hot_state.take_lease(0, 60_000)
    assert replication_id is not None
    assert await hot_state.begin_era(0, replication_id, swept=False)
    era = await hot_state.era(0)
    assert era is not None
    return era


def restorer(hot_state: UntrustedHotState, archive: Unpluggable) -> ItemRestorer:
    return ItemRestorer(hot_state, archive, announce_epochs=lambda _: None)


async def test_items_are_restored_and_those_that_nobody_knows_are_noted(desk: Desk) -> None:
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    items, era = restorer(hot_state, desk.archive), await new_era(desk, hot_state)
    archived = await items.restore(era, [LAMP, VASE, GHOST])
    assert archived.keys() == {LAMP, VASE}
    assert await hot_state.unchecked(era, [LAMP, VASE, GHOST]) == {}
    assert {i: s.item.seq for i, s in (await desk.hot_state.read([LAMP, VASE, GHOST])).items()} == {
        LAMP: 3,
        VASE: 2,
    }


async def test_the_epochs_that_have_begun_are_announced(desk: Desk) -> None:
    hot_state, announced = (
        untrusted_hot_state(desk.redis, desk.hot_state),
        list[dict[ItemId, int]](),
    )
    items = ItemRestorer(
        hot_state, desk.archive, announce_epochs=lambda each: announced.append(dict(each))
    )
    await items.restore(await new_era(desk, hot_state), [LAMP])
    assert announced == [{LAMP: 1}]


async def test_no_epoch_begins_on_a_server_without_the_replica_that_it_needs(desk: Desk) -> None:
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state, replica_wait_ms=10)
    era = await new_era(desk, hot_state)
    with pytest.raises(NotReplicatedError):
        await restorer(hot_state, desk.archive).restore(era, [LAMP])
    assert not await desk.redis.exists(KEYS.lock(0, LAMP))
    alone = restorer(untrusted_hot_state(desk.redis, desk.hot_state), desk.archive)
    await alone.restore(era, [LAMP])
    assert (await desk.hot_state.read([LAMP]))[LAMP].epoch == 1, "the first one"


async def test_no_epoch_begins_from_a_state_whose_lock_has_expired(
    desk: Desk, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era, begin_epochs = await new_era(desk, hot_state), Unpluggable.begin_epochs

    async def begins_late(
        self: Unpluggable, heads: Mapping[ItemId, Head | None], **options: Any
    ) -> dict[ItemId, NewEpoch]:
        monkeypatch.setattr(Unpluggable, "begin_epochs", begin_epochs)
        await desk.redis.delete(KEYS.lock(0, LAMP))
        await restorer(hot_state, desk.archive).restore(era, [LAMP])
        return await begin_epochs(self, heads, **options)

    monkeypatch.setattr(Unpluggable, "begin_epochs", begins_late)
    await restorer(hot_state, desk.archive).restore(era, [LAMP])
    archived = await pool.fetchval("SELECT epoch FROM items WHERE item_id = $1", LAMP)
    assert (archived, (await desk.hot_state.read([LAMP]))[LAMP].epoch) == (1, 1)


async def test_an_archive_that_fails_leaves_no_lock_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(
        self: object, heads: Mapping[ItemId, Head | None], **options: Any
    ) -> dict[ItemId, NewEpoch]:
        raise ArchiveUnavailable

    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    monkeypatch.setattr(Unpluggable, "begin_epochs", fails)
    with pytest.raises(ArchiveUnavailable):
        await restorer(hot_state, desk.archive).restore(era, [LAMP])
    assert not await desk.redis.exists(KEYS.lock(0, LAMP))


async def test_an_item_whose_lock_is_held_delays_no_other_and_is_given_up_in_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCKS_WAITED_S", 0.1)
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    await desk.redis.set(KEYS.lock(0, LAMP), "somebody else")
    await restorer(hot_state, desk.archive).restore(era, [LAMP, VASE])
    assert (await hot_state.unchecked(era, [LAMP, VASE])).keys() == {LAMP}
    await desk.redis.delete(KEYS.lock(0, LAMP))


async def test_a_page_of_items_costs_the_archive_the_same_number_of_calls_as_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    begin_epochs = Unpluggable.begin_epochs

    async def counted(
        self: Unpluggable, heads: Mapping[ItemId, Head | None], **options: Any
    ) -> dict[ItemId, NewEpoch]:
        calls.append(len(heads))
        return await begin_epochs(self, heads, **options)

    monkeypatch.setattr(Unpluggable, "begin_epochs", counted)
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    more = [ItemId(f"item-{n}") for n in range(module.PAGE)]
    await restorer(hot_state, desk.archive).restore(era, [LAMP, VASE, *more])
    assert calls == [module.PAGE, 2]


async def test_no_item_of_a_unit_takes_bids_before_all_are_restored(
    desk: Desk, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pool.execute("UPDATE auctions SET spending_limit = 500")
    monkeypatch.setattr(module, "PAGE", 1)
    hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
    era = await new_era(desk, hot_state)
    open_for_bids: list[Sequence[ItemId]] = []
    restore = UntrustedHotState.restore

    async def watched(
        self: UntrustedHotState,
        era: Era,
        token: str,
        epochs: Mapping[ItemId, NewEpoch | None],
        *,
        checked: bool,
    ) -> set[ItemId]:
        done = await restore(self, era, token, epochs, checked=checked)
        unchecked = await self.unchecked(era, [LAMP, VASE])
        open_for_bids.append([each for each in (LAMP, VASE) if each not in unchecked])
        return done

    monkeypatch.setattr(UntrustedHotState, "restore", watched)
    items = restorer(hot_state, desk.archive)
    await asyncio.gather(items.restore(era, [VASE]), items.restore(era, [LAMP]))
    assert open_for_bids == [[], []]
    assert await hot_state.unchecked(era, [LAMP, VASE]) == {}


async def test_no_item_of_a_group_is_decided_on_before_the_ends_of_all_are_restored(
    stores: StoreUrls,
) -> None:
    async with desk_on(stores) as desk:
        await desk.hot_state.due(0)
        ends_at = desk.hot_state.clock.now() + 60_000
        await desk.put_up(ends_at=ends_at + 5_000, closes_with="g")
        await desk.put_up(VASE, ends_at=ends_at, closes_with="g")
        await desk.archived(2)
        async with asyncio.timeout(10):
            while (await desk.hot_state.read([VASE]))[VASE].item.seq < 2:
                await asyncio.sleep(0.01)
        await desk.archived(3, VASE)
        hot_state = untrusted_hot_state(desk.redis, desk.hot_state)
        era = await new_era(desk, hot_state)
        await restorer(hot_state, desk.archive).restore(era, [VASE])
        assert await hot_state.unchecked(era, [LAMP, VASE]) == {}
        group = await desk.redis.zrange(KEYS.groups(0), 0, -1, withscores=True)
        assert group == [(b"sale g", ends_at + 5_000)]
        acquired = await desk.hot_state.acquire(0, "t", 1_000, {VASE: []})
        assert acquired.held[VASE].group_end == b"%d" % (ends_at + 5_000)


@pytest.fixture
async def pool(stores: StoreUrls) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(stores.database, min_size=1, max_size=1) as each:
        yield each
