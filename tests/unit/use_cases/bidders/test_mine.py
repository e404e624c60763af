"""What is a bidder's own: a full watchlist is refused, and unknown items are not found."""

from typing import Any, cast

import pytest

from server.bidding.archive import NotInArchive
from server.domain.rejection import Code
from server.use_cases.bidders.mine import WATCHLIST_MAX, Mine, OwnItems
from server.wire.errors import Refused
from server.wire.requests import ForItem
from tests.unit.use_cases.bidders.bidders_here import AdmissionsHere
from tests.unit.use_cases.stand_ins import ANN


class Watchlist:
    """A watchlist that holds a number of items at most."""

    def __init__(self, room: int) -> None:
        self.room = room

    async def watch(self, user_id: str, item_id: str, now: int, *, items_max: int) -> bool:
        assert items_max == WATCHLIST_MAX
        if item_id == "ghost":
            raise NotInArchive("item")
        self.room -= 1
        return self.room >= 0


def mine(room: int) -> Mine:
    own: Any = Watchlist(room)
    return Mine(AdmissionsHere().hot_state, cast("OwnItems", own))


async def test_a_full_watchlist_takes_no_further_item() -> None:
    lamp = ForItem(item_id="lamp")
    assert (await mine(1).watch(ANN, lamp))["listed"]
    with pytest.raises(Refused) as refused:
        await mine(0).watch(ANN, lamp)
    assert refused.value.rejection.code is Code.INVALID


async def test_an_unknown_item_is_not_found() -> None:
    with pytest.raises(Refused) as refused:
        await mine(1).watch(ANN, ForItem(item_id="ghost"))
    assert refused.value.rejection.code is Code.NOT_FOUND
