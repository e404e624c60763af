"""Webhooks and their deliveries, for their owners."""

from collections.abc import Collection, Sequence
from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.types import UserId
from server.webhooks.events import EventType, OutwardEvent
from server.webhooks.records import Delivery, DeliveryState, Webhook


class Webhooks:
    """Keeps webhooks. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def add(self, webhook: Webhook, secret: bytes, *, most: int) -> bool:
        """Keep a webhook; return False if its owner has `most` already."""
        async with self._pool.transaction() as connection:
            added = await connection.fetchval(
                SQL["add_webhook"],
                webhook.webhook_id,
                webhook.auctioneer,
                webhook.url,
                list(webhook.events),
                secret,
                webhook.created_at,
                most,
            )
        return added is not None

    async def list(self, auctioneer: UserId | None) -> Sequence[Webhook]:
        """Return the webhooks of an auctioneer, or all of them for None."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["webhooks"], auctioneer)
        return [_webhook(row) for row in rows]

    async def find(self, webhook_id: str) -> Webhook | None:
        """Return a webhook, None if there is none."""
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(SQL["webhook"], webhook_id)
        return None if row is None else _webhook(row)

    async def change(
        self,
        webhook_id: str,
        *,
        url: str | None,
        events: Collection[EventType] | None,
        enabled: bool | None,
    ) -> Webhook | None:
        """Change the given fields; enabling it forgets its failures. Returns None if there is none."""
        wanted = None if events is None else [each.value for each in events]
        async with self._pool.transaction() as connection:
            row = await connection.fetchrow(SQL["change_webhook"], webhook_id, url, wanted, enabled)
        return None if row is None else _webhook(row)

    async def remove(self, webhook_id: str) -> None:
        """Delete a webhook with its deliveries."""
        async with self._pool.transaction() as connection:
            await connection.execute(SQL["remove_webhook"], webhook_id)

    async def deliveries(
        self, webhook_id: str, *, before: int, limit: int, state: DeliveryState | None
    ) -> Sequence[Delivery]:
        """Return deliveries with lower ids, newest first."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["deliveries"], webhook_id, before, limit, state)
        return [_delivery(row) for row in rows]

    async def send_again(self, webhook_id: str, delivery_id: int) -> Delivery | None:
        """Make a delivery due now; returns None if there is none."""
        async with self._pool.transaction() as connection:
            found = await connection.fetchval(SQL["send_again"], webhook_id, delivery_id)
            return None if found is None else await _read(connection, webhook_id, found)

    async def send_test(
        self, webhook_id: str, event: OutwardEvent, *, most: int
    ) -> Delivery | None:
        """Add an event for this webhook alone; returns None if it had `most` within an hour."""
        async with self._pool.transaction() as connection:
            added = await connection.fetchval(
                SQL["add_test_delivery"], webhook_id, event.event_id, event.type, event.body, most
            )
            return None if added is None else await _read(connection, webhook_id, added)


async def _read(connection: Any, webhook_id: str, delivery_id: int) -> Delivery:
    row = await connection.fetchrow(SQL["deliveries"], webhook_id, delivery_id + 1, 1, None)
    return _delivery(row)


def _webhook(row: Any) -> Webhook:
    events = tuple(EventType(each) for each in row["events"])
    return Webhook(**{**row, "events": events})


def _delivery(row: Any) -> Delivery:
    kind, state = EventType(row["type"]), DeliveryState(row["state"])
    return Delivery(**{**row, "type": kind, "state": state})
