"""Rooms over all nodes: python-socketio's Redis manager, with an end, and the names of the rooms."""

import asyncio
from typing import Any

import socketio

from server.domain.types import ItemId, UserId
from server.redis_client import close_redis
from server.tasks import cancelled


def item_room(item_id: ItemId) -> str:
    """Name the room of an item's watchers."""
    return f"item:{item_id}"


def user_room(user_id: UserId) -> str:
    """Name the room of all of a user's sockets."""
    return f"user:{user_id}"


class Rooms(socketio.AsyncRedisManager):  # type: ignore[misc]
    """The rooms of this node, told of every other node's emits through one Redis channel."""

    thread: asyncio.Task[None] | None = None

    def __init__(self, redis_url: str, **options: Any) -> None:
        super().__init__(redis_url, channel="auction:rooms", **options)

    def _redis_connect(self) -> None:
        """Subscribe anew; one client serves for life, as its pool replaces broken connections."""
        if self.redis is None:
            super()._redis_connect()
        else:
            self.pubsub = self.redis.pubsub(ignore_subscribe_messages=True)
            self.connected = True

    async def close(self) -> None:
        """Stop listening and let the connections go."""
        if self.thread is not None:
            await cancelled(self.thread)
        if self.pubsub is not None:
            await self.pubsub.aclose()
        if self.redis is not None:
            await close_redis(self.redis)
