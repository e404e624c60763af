"""Sends the sockets of a stopping node away, a group at a time, so that not all arrive elsewhere at once.

A socket gets `leaving`, with a hint when to come back, and is closed once its open packets are answered.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from math import ceil

from server.sockets.rooms.delivery import Delivery
from server.sockets.transport.engine import Engine
from server.wire.messages import Leaving

LEAVING = "leaving"
RETRY_AFTER_MS = 200
"""When a client may come back. The groups are spread already, and a client spreads the hint by half."""
GROUP_EVERY_S = 0.1
GROUP_MIN = 20
"""The fewest sockets of a group, so that few of them do not take the whole time."""
ANSWERS_MAX_S = 1.0
"""The longest wait for the answers that a socket is owed."""
_POLL_S = 0.01


class Draining:
    """Sends the sockets of this node away."""

    def __init__(self, engine: Engine, delivery: Delivery) -> None:
        self._engine = engine
        self._delivery = delivery

    async def send_all_away(self, within_s: float) -> None:
        """Admit no new socket, and close all in groups, the last one after `within_s`."""
        self._engine.stop_admitting()
        waiting = list(self._engine.sockets)
        size = max(GROUP_MIN, ceil(len(waiting) * GROUP_EVERY_S / max(within_s, GROUP_EVERY_S)))
        async with asyncio.TaskGroup() as tasks:
            while waiting:
                group, waiting = waiting[:size], waiting[size:]
                tasks.create_task(self._send_away(group))
                await asyncio.sleep(GROUP_EVERY_S if waiting else 0)

    async def _send_away(self, group: Sequence[str]) -> None:
        joined = [sid for sid in group if self._engine.has_joined(sid)]
        self._delivery.send(joined, LEAVING, Leaving(retry_after_ms=RETRY_AFTER_MS))
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWERS_MAX_S):
                await self._delivery.all_sent()
                while any(map(self._engine.owes_answers, group)):  # noqa: ASYNC110
                    await asyncio.sleep(_POLL_S)
        for sid in group:
            socket = self._engine.sockets.get(sid)
            if socket is not None:
                await socket.close(wait=False)
