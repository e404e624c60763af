"""Webhooks and deliveries as they are kept, and the stores of them."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from server.domain.types import Millis, UserId
from server.webhooks.events import EventType, OutwardEvent


class Webhook(msgspec.Struct, frozen=True):
    """An address that events are sent to.

    `auctioneer` limits it to the events of one auctioneer's sales. `reason` is set while the node has
    disabled it.
    """

    webhook_id: str
    auctioneer: UserId | None
    url: str
    events: tuple[EventType, ...]
    enabled: bool
    created_at: Millis
    failures: int = 0
    reason: str | None = None


class DeliveryState(StrEnum):
    """The state of a delivery. A dead one is not tried again unless it is asked for."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Delivery(msgspec.Struct, frozen=True):
    """The delivery of an event to a webhook, as it stands."""

    delivery_id: int
    event_id: str
    type: EventType
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str | None
    created_at: Millis
    next_at: Millis | None
    body: str


class Claimed(msgspec.Struct, frozen=True):
    """A delivery that this node has to attempt now. `failures` are those of its webhook in a row."""

    delivery_id: int
    webhook_id: str
    url: str
    secret: bytes
    event_id: str
    body: str
    attempts: int
    failures: int


class Attempt(msgspec.Struct, frozen=True):
    """The result of an attempt: an HTTP status, or an error without one."""

    status: int | None = None
    error: str | None = None
    asked_s: float = 0.0
    """The wait that the server asked for, in seconds."""

    @property
    def succeeded(self) -> bool:
        """Whether the event has been received."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no further events."""
        return self.status == 410


class Backlog(msgspec.Struct, frozen=True):
    """The deliveries that wait on all nodes, and the age of the oldest one."""

    pending: int
    oldest_s: float


class Deliveries(Protocol):
    """The deliveries, for the task that attempts them. Every method raises ArchiveUnavailable."""

    async def claim(self, limit: int, lease_s: float) -> Sequence[Claimed]:
        """Take deliveries that are due; no other node takes them within `lease_s`."""
        ...

    async def succeed(self, claimed: Claimed, attempt: Attempt) -> None:
        """Note that a delivery was received."""
        ...

    async def fail(
        self, claimed: Claimed, attempt: Attempt, *, retry_s: float, pause_s: float
    ) -> None:
        """Note a failure: try the delivery again after `retry_s`, its webhook after `pause_s`."""
        ...

    async def disable(self, claimed: Claimed, attempt: Attempt) -> None:
        """Note that the receiver wants no further events."""
        ...

    async def sweep(self) -> Backlog:
        """End deliveries that are too old to be tried, delete old ones, and count the others."""
        ...


class Webhooks(Protocol):
    """The webhooks and their deliveries, for their owners. Every method raises ArchiveUnavailable."""

    async def add(self, webhook: Webhook, secret: bytes, *, most: int) -> bool:
        """Keep a webhook; return False if its owner has `most` already."""
        ...

    async def list(self, auctioneer: UserId | None) -> Sequence[Webhook]:
        """Return the webhooks of an auctioneer, or all of them for None."""
        ...

    async def find(self, webhook_id: str) -> Webhook | None:
        """Return a webhook, None if there is none."""
        ...

    async def change(
        self,
        webhook_id: str,
        *,
        url: str | None,
        events: Collection[EventType] | None,
        enabled: bool | None,
    ) -> Webhook | None:
        """Change the given fields; enabling it forgets its failures. Returns None if there is none."""
        ...

    async def remove(self, webhook_id: str) -> None:
        """Delete a webhook with its deliveries."""
        ...

    async def deliveries(
        self, webhook_id: str, *, before: int, limit: int, state: DeliveryState | None
    ) -> Sequence[Delivery]:
        """Return deliveries with lower ids, newest first."""
        ...

    async def send_again(self, webhook_id: str, delivery_id: int) -> Delivery | None:
        """Make a delivery due now; returns None if there is none."""
        ...

    async def send_test(
        self, webhook_id: str, event: OutwardEvent, *, most: int
    ) -> Delivery | None:
        """Add an event for this webhook alone; returns None if it had `most` within an hour."""
        ...
