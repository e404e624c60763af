"""Events for webhooks are written with the history, once, and only where a webhook wants them."""

import json
from typing import Any

import asyncpg
import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.webhooks import Webhooks
from server.domain.commands import CloseItem
from server.domain.types import UserId
from server.webhooks.events import EventType
from server.webhooks.records import Webhook
from tests.integration.bidding.conftest import HOUSE
from tests.integration.persistence.histories import bid, history, write

SOLD = (bid(100, "ben"), bid(200), CloseItem(HOUSE))


async def subscribe(
    guarded: GuardedPool, *events: EventType, auctioneer: str | None = None, enabled: bool = True
) -> None:
    owner = None if auctioneer is None else UserId(auctioneer)
    url = "https://shop.example"
    webhooks = Webhooks(guarded)
    hook = f"hook-{auctioneer or 'all'}"
    await webhooks.add(Webhook(hook, owner, url, events, enabled=True, created_at=1), b"s", most=9)
    await webhooks.change(hook, url=None, events=None, enabled=enabled)


async def sent(pool: asyncpg.Pool) -> list[tuple[str, dict[str, Any]]]:
    rows = await pool.fetch(
        "SELECT webhook_id, body FROM deliveries JOIN outbox USING (event_id) ORDER BY delivery_id"
    )
    return [(row["webhook_id"], json.loads(row["body"])) for row in rows]


@pytest.mark.usefixtures("lamp")
async def test_a_sale_is_sent_once_however_often_it_is_written(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    await subscribe(guarded, EventType.ITEM_SOLD)
    for _ in range(2):
        await write(pool, history(*SOLD))
    ((hook, body),) = await sent(pool)
    assert (hook, body["type"], body["data"]["seq"]) == ("hook-all", "item.sold", 5)
    (winner,) = body["data"]["winners"]
    assert (winner["user_id"], winner["total"]) == ("ann", 200)


@pytest.mark.usefixtures("lamp")
async def test_an_event_goes_to_each_webhook_that_wants_it_and_may_know_of_it(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    await subscribe(guarded, EventType.ITEM_UNSOLD, auctioneer="ben")
    await subscribe(guarded, EventType.ITEM_SOLD, auctioneer="house")
    await subscribe(guarded, EventType.ITEM_SOLD, auctioneer="rival")
    await subscribe(guarded, EventType.ITEM_SOLD, enabled=False)
    await write(pool, history(*SOLD))
    assert [hook for hook, _ in await sent(pool)] == ["hook-house"]
    assert await pool.fetchval("SELECT count(*) FROM outbox") == 1


@pytest.mark.usefixtures("lamp")
async def test_a_lost_lead_is_sent_to_webhooks_that_ask_for_it(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    await subscribe(guarded, EventType.BIDDER_OUTBID)
    entries = history(bid(100, "ben"), bid(200), bid(300), bid(400, "cem"))
    for part in (entries[:3], entries[3:]):
        await write(pool, part)
    data = [body["data"] for _, body in await sent(pool)]
    assert [(each["user_id"], each["price"]) for each in data] == [("ben", 200), ("ann", 400)]


@pytest.mark.usefixtures("lamp")
async def test_the_same_end_in_another_epoch_is_another_event(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    await subscribe(guarded, EventType.ITEM_SOLD)
    await write(pool, history(*SOLD))
    # The end is lost, and the item is closed again after its restoration.
    await pool.execute("DELETE FROM events WHERE seq = 5")
    await pool.execute("UPDATE items SET epoch = 1, epoch_seq = 4, seq = 4, status = 'open'")
    await write(pool, history(*SOLD, epoch=1)[-1:])
    assert [body["data"]["epoch"] for _, body in await sent(pool)] == [0, 1]
