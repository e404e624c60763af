"""Wake-ups: Redis notifies this node that an item's lock is kept for it, and of the item's state.

Pub/sub loses messages. A node that misses a wake-up tries again when the lock must have expired, or when it
has subscribed anew.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.known_items import Handover, decode_handovers
from server.domain.types import NodeId
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
    subscription: Subscription,
    wake: Callable[[Iterable[Handover]], None],
    missed: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Call `wake` with the locks that are kept for the node, while inside.

    `missed` is called whenever the subscription stands again, since wake-ups may have been lost.
    """
    async with subscription.running(lambda body: wake(decode_handovers(body)), missed):
        yield
