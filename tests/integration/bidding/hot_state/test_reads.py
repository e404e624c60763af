"""Reads: an item that Redis lacks is restored first."""

from collections.abc import Collection, Sequence

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.restoration_port import NoRestoration
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
        return item_ids


async def test_an_item_that_redis_lacks_is_read_again_once_it_is_restored(
    stores: StoreUrls,
) -> None:
    restoration, vase = PutsUp(), ItemId("vase")
    async with hot_state_at(stores.redis, restoration=restoration) as hot_state:
        restoration.hot_state = hot_state
        assert list(await hot_state.read([LAMP, vase])) == [LAMP]
    assert restoration.missing == [LAMP, vase]
