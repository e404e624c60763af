"""Reads: an item that Redis lacks is restored first."""

from collections.abc import Collection, Sequence

import pytest

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.restoration_port import NoRestoration
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.domain.types import ItemId
from tests.integration.bidding.conftest import LAMP, floor_on, hot_state_at, put_up
from tests.nodes import StoreUrls


class PutsUp(NoRestoration):
    """A restorer of the lamp, which notes the items that it is asked for."""

    def __init__(self) -> None:
        self.missing: list[ItemId] = []
        self.hot_state: HotState | None = None

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        self.missing += item_ids
        if self.hot_state is not None:
            async with floor_on(self.hot_state) as floor:
                await put_up(floor)
        return [LAMP]


async def test_an_item_that_redis_lacks_is_read_again_once_it_is_restored(
    stores: StoreUrls,
) -> None:
    restoration, vase = PutsUp(), ItemId("vase")
    async with hot_state_at(stores.redis, restoration=restoration) as hot_state:
        restoration.hot_state = hot_state
        assert list(await hot_state.read([LAMP, vase])) == [LAMP]
    assert restoration.missing == [LAMP, vase]


class Fails(NoRestoration):
    """A restorer that can't restore anything now, or none of the items that it finds in the archive."""

    def __init__(self, *, in_time: bool) -> None:
        self._in_time = in_time

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        if not self._in_time:
            raise HotStateUntrusted("items are being restored")
        return item_ids


@pytest.mark.parametrize("in_time", [False, True])
async def test_an_item_that_can_not_be_restored_now_is_no_missing_item(
    stores: StoreUrls, in_time: bool
) -> None:
    async with hot_state_at(stores.redis, restoration=Fails(in_time=in_time)) as hot_state:
        for item_ids in ([LAMP], [LAMP, ItemId("vase")]):
            with pytest.raises(HotStateUntrusted):
                await hot_state.read(item_ids)
            # Others are read meanwhile.
            assert await hot_state.read_available(item_ids) == {}
