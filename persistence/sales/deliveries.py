"""Deliveries to webhooks, for the task that attempts them."""

from collections.abc import Sequence

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.webhooks.deliverer import PAUSED_FROM
from server.webhooks.records import Attempt, Backlog, Claimed

AT_ONCE = 4
"""Deliveries under way to one webhook."""
COUNTED_MAX = 100_000
"""Waiting deliveries that are counted."""
SWEPT_MAX = 1_000
"""Rows that a sweep ends or deletes at once."""


class Deliveries:
    """Gives deliveries out and keeps their results. Every method raises ArchiveUnavailable."""

    def __init__(self, pool: GuardedPool, *, retry_days: int, kept_days: int) -> None:
        """End a delivery after `retry_days`, and delete its event after `kept_days`."""
        self._pool = pool
        self._retry_days = retry_days
        self._kept_days = kept_days

    async def claim(self, limit: int, lease_s: float) -> Sequence[Claimed]:
        """Take deliveries that are due; no other node takes them within `lease_s`."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(
                SQL["claim_deliveries"], limit, lease_s, AT_ONCE, PAUSED_FROM
            )
        return [Claimed(**row) for row in rows]

    async def succeed(self, claimed: Claimed, attempt: Attempt) -> None:
        """Note that a delivery was received."""
        async with self._pool.connection() as connection:
            await connection.execute(
                SQL["delivery_succeeded"], claimed.delivery_id, attempt.status, claimed.webhook_id
            )

    async def fail(
        self, claimed: Claimed, attempt: Attempt, *, retry_s: float, pause_s: float
    ) -> None:
        """Note a failure: try the delivery again after `retry_s`, its webhook after `pause_s`."""
        async with self._pool.connection() as connection:
            await connection.execute(
                SQL["delivery_failed"],
                claimed.delivery_id,
                attempt.status,
                attempt.error,
                retry_s,
                self._retry_days,
                claimed.webhook_id,
                pause_s,
            )

    async def disable(self, claimed: Claimed, attempt: Attempt) -> None:
        """Note that the receiver wants no further events."""
        async with self._pool.connection() as connection:
            await connection.execute(
                SQL["disable_webhook"], claimed.delivery_id, attempt.status, claimed.webhook_id
            )

    async def sweep(self) -> Backlog:
        """End deliveries that are too old to be tried, delete old ones, and count the others."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["end_deliveries"], self._retry_days, SWEPT_MAX)
            await connection.execute(SQL["delete_events"], self._kept_days, SWEPT_MAX)
            row = await connection.fetchrow(SQL["pending_deliveries"], COUNTED_MAX)
        return Backlog(row["pending"], row["oldest_s"])
