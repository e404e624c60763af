"""Wake-ups: Redis notifies this node that an item's lock is kept for it.

Pub/sub loses messages. A node that misses a wake-up tries again when the lock must have expired.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId, NodeId
from server.outage import Outage
from server.pubsub import Subscription


@asynccontextmanager
async def receiving_wakeups(
    redis: Redis, keys: Keys, node: NodeId, wake: Callable[[Iterable[ItemId]], None]
) -> AsyncIterator[None]:
    """Call `wake` with the items whose locks are kept for this node, while inside.

    `redis` may wait for longer than `pubsub.POLL_S` for a reply.
    """
    outage = Outage("wakeups_lost", "wakeups_restored")
    async with Subscription(
        redis,
        keys.wake + node,
        receive=lambda body: wake(map(ItemId, body.decode().split(" "))),
        subscribed=outage.succeeded,
        failed=lambda error: outage.failed(error=repr(error)),
    ).running():
        yield
