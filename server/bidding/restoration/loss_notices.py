"""Loss notices: a node that begins an era has every node archive the commits that it remembers.

Pub/sub loses messages. Commits that a node has not archived when an item's epoch begins are then set
aside and named, as late journal entries are.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import NodeId
from server.pubsub import Subscription
from server.tasks import repeating

_PROBE = b"probe "
"""The probes of all nodes begin with it, and no notice does."""


def loss_notices(redis: Redis, listening: Redis, keys: Keys, node: NodeId) -> Subscription:
    """Return the subscription of a node to the notices.

    `listening` may wait for longer than `pubsub.POLL_S` for a reply.
    """
    probe = _PROBE + node.encode()
    return Subscription(
        "loss notices", keys.losses, publishing=redis, listening=listening, probe=probe
    )


@asynccontextmanager
async def receiving_loss_notices(
    subscription: Subscription, flush: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Call `flush` whenever a shard may have lost events, while inside."""
    noticed = asyncio.Event()

    def receive(body: bytes) -> None:
        if not body.startswith(_PROBE):
            noticed.set()

    async def flush_when_noticed() -> None:
        await noticed.wait()
        noticed.clear()
        await flush()

    async with (
        repeating(flush_when_noticed, name="loss-notices"),
        subscription.running(receive),
    ):
        yield
