"""The record of the last service in the archive, for the case that Redis loses its own (0157)."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from server.bidding.archive import LIVE_WAIT_S, ArchiveUnavailable, answering_within
from server.domain.types import Millis
from server.tasks import repeating

EVERY_S = 1.0
"""The most by which an outage may be taken for longer than it was."""


class ServiceArchive(Protocol):
    """The record as the archive keeps it. Every method raises ArchiveUnavailable."""

    async def note_service(self, served: Mapping[int, Millis]) -> None:
        """Keep the moments at which shards were served, unless a later one is kept."""
        ...

    async def last_service(self, shard: int) -> Millis:
        """Return the moment at which a shard was last served, 0 if none is kept."""
        ...


class NoServiceArchive:
    """The stand-in for an archive that keeps no record."""

    async def note_service(self, served: Mapping[int, Millis]) -> None:
        """Keep nothing."""

    async def last_service(self, shard: int) -> Millis:  # noqa: ARG002
        """Know of no service."""
        return 0


class ServiceRecord:
    """Writes the moments of the last service to the archive while a node runs."""

    def __init__(
        self,
        archive: ServiceArchive,
        served: Callable[[], Mapping[int, Millis]],
        *,
        every_s: float = EVERY_S,
    ) -> None:
        """Take the moments at which this node last found the shards in service from `served`."""
        self._archive = archive
        self._served = served
        self._every_s = every_s
        self._noted: Mapping[int, Millis] = {}

    def running(self) -> AbstractAsyncContextManager[None]:
        """Write while inside."""
        return repeating(self._note_and_wait, name="service-record")

    async def _note_and_wait(self) -> None:
        served = dict(self._served())
        if served != self._noted:
            try:
                async with answering_within(LIVE_WAIT_S):
                    await self._archive.note_service(served)
                self._noted = served
            except ArchiveUnavailable:
                # The record is older then, and an outage counts as longer, never as shorter.
                pass
        await asyncio.sleep(self._every_s)
