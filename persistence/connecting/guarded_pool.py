"""A pool of connections whose callers fail at once while PostgreSQL is known not to answer (0124)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

import asyncpg

from persistence.connecting.breaker import Breaker
from persistence.connecting.calls import Calls
from persistence.connecting.connections import UNAVAILABLE, connection, transaction
from server.bidding.archive import ArchiveUnavailable, ArchiveUnconfirmed


class GuardedPool:
    """Lends connections and transactions; a call that can't be made raises ArchiveUnavailable.

    A call may be cancelled at any time and then ends at once, whatever PostgreSQL does. One whose
    connection turns out to be dead fails, too.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.breaker = Breaker(self._probe, opened=self.pool.expire_connections)
        self._calls = Calls(noticed=self.breaker.suspect)

    def running(self) -> AbstractAsyncContextManager[None]:
        """Notice while inside that PostgreSQL does not answer, and fail at once until it does."""
        return self.breaker.running()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Borrow a connection while inside; raises ArchiveUnavailable."""
        with self._available():
            async with connection(self.pool) as borrowed:
                with self._calls.under_way(borrowed):
                    yield borrowed

    @asynccontextmanager
    async def transaction(self, *, held: bool = False) -> AsyncIterator[Any]:
        """Borrow a connection with a transaction, which is committed at the end.

        With `held` the caller does other work inside, within a bound of its own. Raises ArchiveUnavailable,
        or ArchiveUnconfirmed if the commit was sent and not answered.
        """
        committing = False
        try:
            with self._available():
                async with connection(self.pool) as borrowed:
                    with self._calls.under_way(borrowed, held=held):
                        async with transaction(borrowed):
                            yield borrowed
                            committing = True
        except (ArchiveUnavailable, asyncio.CancelledError) as error:
            if committing:
                raise ArchiveUnconfirmed(repr(error)) from error
            raise

    @contextmanager
    def _available(self) -> Iterator[None]:
        """Fail at once while PostgreSQL is known not to answer, and note each call that got no answer."""
        if self.breaker.open:
            raise ArchiveUnavailable("PostgreSQL does not answer")
        try:
            yield
        except UNAVAILABLE as error:
            self.breaker.suspect()
            raise ArchiveUnavailable(repr(error)) from error
        except asyncio.CancelledError:
            self.breaker.suspect()
            raise

    async def _probe(self) -> bool:
        """End the calls that PostgreSQL has no answer to; return whether others take long."""
        async with connection(self.pool) as borrowed:
            if await self._calls.end_unheard(borrowed):
                await self.pool.expire_connections()
        return bool(self._calls.slow())
