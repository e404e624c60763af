"""The archive is checked against a replay of its events."""

import asyncpg
import pytest

from persistence.verify import verify
from persistence.writer import write
from server.domain.commands import CloseItem
from tests.integration.bidding.conftest import HOUSE
from tests.integration.persistence.histories import bid, history


@pytest.mark.usefixtures("lamp")
async def test_verify_names_every_damage(pool: asyncpg.Pool) -> None:
    await write(pool, history(bid(100), bid(150, "bob"), CloseItem(HOUSE)))
    for damage, sentence in (
        ("UPDATE items SET price = 100", "row does not match a replay"),
        ("UPDATE bids SET amount = 140 WHERE seq = 4", "bids do not match"),
        ("DELETE FROM bids WHERE seq = 3", "bids do not match"),
        ("DELETE FROM events WHERE seq = 2", "the first is number 2"),
        ("DELETE FROM events", "standing without events"),
    ):
        async with pool.acquire() as connection:
            await connection.execute(damage)
        faults = [fault async for fault in verify(pool)]
        assert any(sentence in fault for fault in faults), (damage, faults)
