"""Wake-ups: Redis tells this node that a lock is kept for it now.

Lossy, as pub/sub is: a node that misses one asks again when the lock would have ended by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import structlog
from redis import RedisError
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from server.bidding.hot_state.hot_state import HotState
from server.domain.types import ItemId
from server.tasks import repeating

log = structlog.get_logger(__name__)

_LISTEN_S = 1.0
_PAUSE_S = 0.2


class Wakeups:
    """One subscription, to the channel that bears this node's name."""

    def __init__(
        self, redis: Redis, hot_state: HotState, wake: Callable[[Iterable[ItemId]], None]
    ) -> None:
        self._redis = redis
        self._channel = hot_state.keys.wake + hot_state.node
        self._wake = wake
        self._pubsub: PubSub | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen while inside, from the beginning if Redis answers."""
        try:
            await self._subscribed()
        except RedisError:
            await self._hang_up()
        async with repeating(self._listen, name="wakeups"):
            yield
        await self._hang_up()

    async def _listen(self) -> None:
        try:
            pubsub = await self._subscribed()
            message = await pubsub.get_message(timeout=_LISTEN_S)
        except RedisError as error:
            log.warning("wakeups_deaf", error=repr(error))
            await self._hang_up()
            await asyncio.sleep(_PAUSE_S)
            return
        if message is not None:
            self._wake(map(ItemId, message["data"].decode().split(" ")))

    async def _subscribed(self) -> PubSub:
        if self._pubsub is None:
            self._pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            await self._pubsub.subscribe(self._channel)
        return self._pubsub

    async def _hang_up(self) -> None:
        if self._pubsub is not None:
            pubsub, self._pubsub = self._pubsub, None
            await pubsub.aclose()  # type: ignore[no-untyped-call]
