"""Notices that a server is silent although its connection stands, as it does while a node hangs.

The server's own ping comes every 25 s, so a quiet connection is probed: any answer or message proves that
the server is there. A connection in use costs no probes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

PROBED_AFTER_S = 1.0
"""How long a connection is quiet before it is probed, and the time between probes."""

SILENT_AFTER_S = 2.75
"""When a quiet server counts as silent, so that people know of it within three seconds."""

REPLACED_AFTER_S = 10.0
"""When a silent connection is given up; another one may lead to another node."""

TICK_S = 0.25
"""The time between two looks at a silent server, and the shortest time between any two."""


class Probed(Protocol):
    """A connection that knows when it last heard from its server."""

    last_message_at: float
    """In seconds of the event loop's clock."""

    async def probe(self) -> None:
        """Ask for any answer, without waiting for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The seconds after which a quiet connection is probed, silent, and replaced."""

    probed_s: float = PROBED_AFTER_S
    silent_s: float = SILENT_AFTER_S
    replaced_s: float = REPLACED_AFTER_S


async def silence_of(
    connection: Probed, notify: Callable[[bool], None], limits: Limits | None = None
) -> None:
    """Probe a connection until it is given up, and notify of the begin and the end of a silence."""
    limits = limits or Limits()
    now = asyncio.get_running_loop().time
    is_silent, probed_at = False, now()
    while True:
        message_at, asleep_at = connection.last_message_at, now()
        due_at = min(max(message_at, probed_at) + limits.probed_s, message_at + limits.silent_s)
        delay_s = TICK_S if is_silent else max(TICK_S, due_at - asleep_at)
        await asyncio.sleep(delay_s)
        if now() - asleep_at > delay_s + TICK_S:
            # This process was busy or suspended: the messages that have arrived meanwhile are read first.
            continue
        quiet_s = now() - connection.last_message_at
        if quiet_s >= limits.replaced_s:
            return
        if is_silent is not (quiet_s >= limits.silent_s):
            is_silent = not is_silent
            notify(is_silent)
        if min(quiet_s, now() - probed_at) >= limits.probed_s:
            probed_at = now()
            await connection.probe()
