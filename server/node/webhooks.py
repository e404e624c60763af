"""Webhooks of a node, put together: deliveries -> sender -> deliverer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.deliveries import Deliveries
from server.settings import Settings
from server.webhooks.addresses import Addresses
from server.webhooks.deliverer import Deliverer
from server.webhooks.sender import open_sender

MARGIN_S = 2.0
"""Time after an attempt's timeout in which its result is noted."""


@asynccontextmanager
async def running_webhooks(settings: Settings, pool: GuardedPool) -> AsyncIterator[Deliverer]:
    """Deliver events to webhooks while inside."""
    deliveries = Deliveries(
        pool, retry_days=settings.webhook_retry_days, kept_days=settings.webhook_kept_days
    )
    addresses = Addresses(settings.webhook_networks)
    async with open_sender(addresses, timeout_s=settings.webhook_timeout_s) as sender:
        deliverer = Deliverer(deliveries, sender, lease_s=settings.webhook_timeout_s + MARGIN_S)
        async with deliverer.running():
            yield deliverer
