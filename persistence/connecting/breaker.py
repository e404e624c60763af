"""The breaker: while PostgreSQL does not answer, only the first callers pay for a timeout."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from persistence.connecting.connections import UNAVAILABLE
from server.outage import Outage
from server.tasks import repeating

PROBE_TIMEOUT_S = 0.5
PROBE_EVERY_S = 0.25


class Breaker:
    """Is open while PostgreSQL does not answer; a task probes it then, and no caller has to."""

    def __init__(
        self, probe: Callable[[], Awaitable[bool]], *, opened: Callable[[], Awaitable[None]]
    ) -> None:
        """`probe` raises one of UNAVAILABLE if PostgreSQL does not answer; True calls for another probe.

        `opened` is called after each probe that has failed.
        """
        self.open = False
        self._probe = probe
        self._opened = opened
        self._suspected = asyncio.Event()
        self._outage = Outage("archive_silent", "archive_answers_again")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Probe while inside whenever PostgreSQL is suspected. Without it the breaker never opens."""
        return repeating(self._step, name="archive-breaker")

    def suspect(self) -> None:
        """Have PostgreSQL probed, because a call has failed, was given up, or takes long."""
        self._suspected.set()

    async def _step(self) -> None:
        await self._suspected.wait()
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                suspected = await self._probe()
        except UNAVAILABLE as error:
            first, self.open = not self.open, True
            self._outage.failed(error=repr(error))
            await self._opened()
            # The connection of the first probe may be the only thing that is dead.
            await asyncio.sleep(0 if first else PROBE_EVERY_S)
            return
        self.open = False
        self._outage.succeeded()
        if suspected:
            await asyncio.sleep(PROBE_EVERY_S)
        else:
            self._suspected.clear()
