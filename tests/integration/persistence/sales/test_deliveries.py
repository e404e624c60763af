"""Deliveries are claimed once, in order, few at a time, and end after some days."""

from collections.abc import Sequence

import asyncpg
import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.deliveries import AT_ONCE, Deliveries
from persistence.sales.webhooks import Webhooks
from persistence.writing.outbox import add_events
from server.domain.types import AuctionId
from server.webhooks.deliverer import PAUSED_FROM
from server.webhooks.events import EventType, OutwardEvent
from server.webhooks.records import Attempt, Backlog, Claimed, DeliveryState, Webhook

FAILED, RECEIVED = Attempt(500), Attempt(204)
pytestmark = pytest.mark.usefixtures("archive")


@pytest.fixture
def deliveries(guarded: GuardedPool) -> Deliveries:
    return Deliveries(guarded, retry_days=3, kept_days=30)


async def subscribe(guarded: GuardedPool, *names: str) -> Webhooks:
    webhooks = Webhooks(guarded)
    for name in names:
        hook = Webhook(name, None, "https://shop.example", (EventType.ITEM_SOLD,), True, 1)
        assert await webhooks.add(hook, b"secret", most=9)
    return webhooks


async def happen(pool: asyncpg.Pool, *events: tuple[str, int]) -> None:
    """Write events, each of a subject with a number."""
    kind, sale = EventType.ITEM_SOLD, AuctionId("sale")
    written = [
        OutwardEvent(f"{subject}{seq}", kind, sale, subject, 0, seq, "{}")
        for subject, seq in events
    ]
    async with pool.acquire() as connection:
        await add_events(connection, written)


async def claim(deliveries: Deliveries, *, lease_s: float = 60.0) -> list[Claimed]:
    return list(await deliveries.claim(10, lease_s))


def ids(claimed: Sequence[Claimed]) -> list[str]:
    return [each.event_id for each in claimed]


async def test_events_of_a_subject_are_given_out_one_after_the_other(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    await subscribe(guarded, "hook")
    await happen(pool, ("a", 2), ("a", 1), ("b", 1))
    first = await claim(deliveries)
    assert sorted(ids(first)) == ["a1", "b1"]
    assert (first[0].secret, first[0].attempts, first[0].failures) == (b"secret", 1, 0)
    assert await claim(deliveries) == [], "claimed deliveries are under way"
    await deliveries.fail(first[0], FAILED, retry_s=0, pause_s=0)
    again = await claim(deliveries)
    assert ids(again) == ids(first[:1]), "a failed one blocks its own subject only"
    assert (again[0].attempts, again[0].failures) == (2, 1)
    for each in (*again, *first[1:]):
        await deliveries.succeed(each, RECEIVED)
    (last,) = await claim(deliveries)
    assert (last.event_id, last.failures) == ("a2", 0)


async def test_what_a_dead_node_has_claimed_is_given_out_after_the_lease(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    await subscribe(guarded, "hook")
    await happen(pool, ("a", 1))
    assert len(await claim(deliveries, lease_s=0.0)) == 1
    (again,) = await claim(deliveries)
    assert again.attempts == 2


async def test_a_webhook_that_hangs_takes_no_room_of_others(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    await subscribe(guarded, "hangs", "works")
    await happen(pool, *((f"s{n}", 1) for n in range(AT_ONCE + 3)))
    first = await claim(deliveries)
    assert [each.webhook_id for each in first].count("hangs") == AT_ONCE
    for each in first:
        if each.webhook_id == "works":
            await deliveries.succeed(each, RECEIVED)
    assert {each.webhook_id for each in await claim(deliveries)} == {"works"}


async def test_a_failing_webhook_is_tried_by_one_delivery_after_a_pause(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    await subscribe(guarded, "hook")
    await happen(pool, *((f"s{n}", 1) for n in range(AT_ONCE)))
    claimed = await claim(deliveries)
    for each in claimed[:PAUSED_FROM]:
        await deliveries.fail(each, FAILED, retry_s=0, pause_s=60)
    await deliveries.fail(claimed[-1], FAILED, retry_s=0, pause_s=60)
    assert await claim(deliveries) == []
    await pool.execute("UPDATE webhooks SET resume_at = now()")
    (probe,) = await claim(deliveries)
    await deliveries.succeed(probe, RECEIVED)
    assert len(await claim(deliveries)) == AT_ONCE - 1


async def test_a_receiver_that_is_gone_gets_nothing_until_it_is_enabled_again(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    webhooks = await subscribe(guarded, "hook")
    await happen(pool, ("a", 1), ("b", 1))
    first, _ = await claim(deliveries, lease_s=0.0)
    await deliveries.disable(first, Attempt(410))
    hook = await webhooks.find("hook")
    assert hook is not None
    assert (hook.enabled, hook.reason) == (False, "gone")
    assert await claim(deliveries) == []
    await webhooks.change("hook", url=None, events=None, enabled=True)
    assert ids(await claim(deliveries)) == ["b1"]


async def test_a_delivery_that_fails_for_days_is_dead_and_can_be_sent_again(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    webhooks = await subscribe(guarded, "hook")
    await happen(pool, ("a", 1), ("a", 2))
    (claimed,) = await claim(deliveries)
    await pool.execute(
        "UPDATE deliveries SET pending_since = now() - interval '4 days' WHERE event_id = 'a1'"
    )
    await deliveries.fail(claimed, FAILED, retry_s=0, pause_s=0)
    (dead,) = await webhooks.deliveries("hook", before=2**53, limit=9, state=DeliveryState.DEAD)
    assert (dead.event_id, dead.attempts, dead.last_status) == ("a1", 1, 500)
    assert ids(await claim(deliveries)) == ["a2"]
    again = await webhooks.send_again("hook", dead.delivery_id)
    assert again is not None
    assert (again.state, again.attempts) == (DeliveryState.PENDING, 0)
    assert ids(await claim(deliveries)) == ["a1"]


async def test_a_sweep_ends_what_is_too_old_and_deletes_what_was_kept_long_enough(
    pool: asyncpg.Pool, guarded: GuardedPool, deliveries: Deliveries
) -> None:
    assert await deliveries.sweep() == Backlog(0, 0.0)
    await subscribe(guarded, "hook")
    await happen(pool, ("a", 1), ("b", 1), ("c", 1))
    await pool.execute(
        "UPDATE deliveries SET pending_since = now() - interval '4 days' WHERE event_id = 'a1'"
    )
    await pool.execute(
        "UPDATE outbox SET created_at = now() - interval '31 days' WHERE event_id < 'c'"
    )
    backlog = await deliveries.sweep()
    assert backlog.pending == 2
    assert backlog.oldest_s < 60
    kept = await pool.fetch("SELECT event_id FROM deliveries ORDER BY event_id")
    assert [row["event_id"] for row in kept] == ["b1", "c1"], "a pending one is kept"
