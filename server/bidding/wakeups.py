"""Wake-ups: Redis notifies this node that an item's lock is kept for it.

Pub/sub loses messages. A node that misses a wake-up tries again when the lock must have expired.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId, NodeId
from server.pubsub import Subscription

_PROBE = b""
"""No wake-up is empty."""


def wakeups(redis: Redis, listening: Redis, keys: Keys, node: NodeId) -> Subscription:
    """Return the subscription to the wake-ups of a node.

    `listening` may wait for longer than `pubsub.POLL_S` for a reply.
    """
    channel = keys.wake + node
    return Subscription("wakeups", channel, publishing=redis, listening=listening, probe=_PROBE)


@asynccontextmanager
async def receiving_wakeups(
    subscription: Subscription, wake: Callable[[Iterable[ItemId]], None]
) -> AsyncIterator[None]:
    """Call `wake` with the items whose locks are kept for the node, while inside."""
    async with subscription.running(lambda body: wake(map(ItemId, body.decode().split(" ")))):
        yield
