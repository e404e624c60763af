"""The archive tells which of the numbers that a node has heard of are lost, and named by nobody."""

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.writing.lost_numbers import LostNumbers
from server.bidding.restoration.heard_events import Numbers
from server.domain.types import ItemId
from tests.integration.bidding.conftest import LAMP
from tests.integration.persistence.histories import bid, history, write


@pytest.mark.usefixtures("lamp")
async def test_numbers_behind_the_first_later_epoch_are_lost_unless_their_events_were_set_aside(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(bid(100), bid(150, "bob"), bid(200), bid(250, "bob"))
    await write(pool, entries[:3])
    lost = LostNumbers(GuardedPool(pool))
    heard = [(LAMP, 0, 6), (LAMP, 1, 9), (ItemId("ghost"), 0, 9)]
    assert await lost.unnamed(heard) == []
    await archive.begin_epochs({LAMP: None}, recent_max=9)
    assert await lost.unnamed(heard) == [Numbers(LAMP, 0, 4, 6, 3)]
    # The content of number 5 comes late, and the item goes on past all of these numbers.
    await write(pool, entries[4:5])
    assert await lost.unnamed(heard) == [Numbers(LAMP, 0, 4, 6, 2)]
    await write(pool, [(1, entry) for _, entry in entries[3:]])
    await archive.begin_epochs({LAMP: None}, recent_max=9)
    assert await lost.unnamed(heard) == [Numbers(LAMP, 0, 4, 6, 2), Numbers(LAMP, 1, 7, 9, 3)]
