"""The archive is checked against a replay of its events."""

import asyncpg
import pytest

from persistence.verify import notices, verify
from server.domain.commands import CloseItem
from tests.integration.bidding.conftest import HOUSE
from tests.integration.persistence.histories import bid, history, write


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


@pytest.mark.usefixtures("lamp")
async def test_verify_finds_a_mixture_of_two_histories(pool: asyncpg.Pool) -> None:
    """Every row matches a replay, no number is missing, and yet nobody could have bid like this."""
    one = history(bid(100), bid(200, "bob"), bid(300, "carl"))
    other = history(bid(100), bid(110, "dora"), bid(120, "bob"), CloseItem(HOUSE))
    await write(pool, [*one[:4], *other[4:]])
    await pool.execute("UPDATE events SET at = 1 WHERE seq = 6")
    await pool.execute("""UPDATE events SET body = body || '{"at": 1}' WHERE seq = 6""")
    assert [fault async for fault in verify(pool)] == [
        "lamp: number 5 (BidAccepted): the bid of 120 is below the minimum of 210",
        "lamp: number 6 (ItemClosed): its time is 3 ms before that of the event before it",
    ]


@pytest.mark.usefixtures("lamp")
async def test_events_that_were_set_aside_are_a_notice(pool: asyncpg.Pool) -> None:
    await write(pool, history(bid(100), bid(200, "bob")))
    assert await notices(pool) == []
    await write(pool, history(bid(100), bid(120, "dora"), bid(130, "bob"))[3:])
    assert await notices(pool) == [
        "lamp: numbers 4 to 5 of epoch 0 were set aside (conflict, events: 2)"
    ]
    assert [fault async for fault in verify(pool)] == []
