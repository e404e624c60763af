"""Connections to PostgreSQL that never make their borrower wait for a server that does not answer (0124).

`connection` and `transaction` borrow from a pool. A borrower that stops waiting, by a timeout or a
cancellation, closes its connection at once. asyncpg alone would ask the server to cancel the call, over
a connection of its own, and wait for the reply; a frozen server never sends one.

`Breaker` remembers that PostgreSQL does not answer, so that only the first callers pay for a timeout.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from server.outage import Outage
from server.tasks import repeating

ACQUIRE_TIMEOUT_S = 10.0
"""Longest wait for a connection of the pool, for callers without a bound of their own."""
PROBE_TIMEOUT_S = 0.5
PROBE_EVERY_S = 0.25

UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a call on a connection that was cut in the middle of another one
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""The errors that are raised while PostgreSQL can't be asked."""

_STOPPED_WAITING = (asyncio.CancelledError, TimeoutError)


@asynccontextmanager
async def connection(pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    """Borrow a connection while inside; one whose call was given up is closed.

    Raises `asyncpg.PostgresError` or one of UNAVAILABLE.
    """
    borrowed = await pool.acquire(timeout=ACQUIRE_TIMEOUT_S)
    try:
        yield borrowed
    except _STOPPED_WAITING:
        borrowed.terminate()
        raise
    finally:
        await _give_back(pool, borrowed)


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    """Borrow a connection with a transaction that is committed at the end; an error rolls it back."""
    async with connection(pool) as borrowed:
        begun = borrowed.transaction()
        await begun.start()
        try:
            yield borrowed
        except _STOPPED_WAITING:
            raise  # a rollback would wait for the server; it follows from the end of the connection
        except BaseException:
            await begun.rollback()
            raise
        await begun.commit()


async def _give_back(pool: asyncpg.Pool, borrowed: PoolConnectionProxy) -> None:
    """Give a connection back. The pool resets it, and the server may not answer that either."""
    # The pool finishes a release for which nobody waits, and would log its error.
    returned = asyncio.ensure_future(pool.release(borrowed))
    returned.add_done_callback(_take_note)
    try:
        await asyncio.shield(returned)
    except _STOPPED_WAITING:
        with suppress(asyncpg.InterfaceError):  # it was given back, although nobody waited for it
            borrowed.terminate()
        raise


def _take_note(returned: "asyncio.Future[None]") -> None:
    """Mark the error of a release as seen."""
    if not returned.cancelled():
        returned.exception()


class Breaker:
    """Is open while PostgreSQL does not answer; a task probes it then, and no caller has to."""

    def __init__(self, probe: Callable[[], Awaitable[None]]) -> None:
        """`probe` returns when PostgreSQL answers, and raises one of UNAVAILABLE if it does not."""
        self.open = False
        self._probe = probe
        self._suspected = asyncio.Event()
        self._outage = Outage("archive_silent", "archive_answers_again")

    def running(self) -> AbstractAsyncContextManager[None]:
        """Probe while inside whenever PostgreSQL is suspected. Without it the breaker never opens."""
        return repeating(self._step, name="archive-breaker")

    def suspect(self) -> None:
        """Have PostgreSQL probed, because a call has failed or was given up."""
        self._suspected.set()

    async def _step(self) -> None:
        await self._suspected.wait()
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_S):
                await self._probe()
        except UNAVAILABLE as error:
            self.open = True
            self._outage.failed(error=repr(error))
            await asyncio.sleep(PROBE_EVERY_S)
        else:
            self.open = False
            self._suspected.clear()
            self._outage.succeeded()
