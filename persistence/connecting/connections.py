"""Connections to PostgreSQL that never make their borrower wait for a server that does not answer (0124).

A borrower that stops waiting, by a timeout or a cancellation, closes its connection at once. asyncpg alone
would ask the server to cancel the call, over a connection of its own, and wait for the reply; a frozen
server never sends one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

ACQUIRE_TIMEOUT_S = 10.0
"""Longest wait for a connection of the pool, for callers without a bound of their own."""
FIRST_ACQUIRE_S = 1.0
"""Then another connection is tried: the one that was being made may have died in its handshake."""
GOODBYE_S = 0.1
"""Longest wait for the server as a connection is closed."""

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

STOPPED_WAITING = (asyncio.CancelledError, TimeoutError)
"""The errors of a borrower that gives its call up."""


class PooledConnection(asyncpg.Connection):
    """A connection that is soon closed, although a dead one has no server to reply.

    A pool closes the connections that have expired as they are borrowed or given back.
    """

    __slots__ = ()

    async def close(self, **_: Any) -> None:
        """Say goodbye to the server, and close the connection whether it answers or not."""
        with suppress(*UNAVAILABLE):
            await super().close(timeout=GOODBYE_S)


@asynccontextmanager
async def connection(pool: asyncpg.Pool) -> AsyncIterator[PoolConnectionProxy]:
    """Borrow a connection while inside; one whose call was given up is closed.

    Raises `asyncpg.PostgresError` or one of UNAVAILABLE.
    """
    borrowed = await _acquired(pool)
    try:
        yield borrowed
    except STOPPED_WAITING:
        borrowed.terminate()
        raise
    finally:
        await _give_back(pool, borrowed)


@asynccontextmanager
async def transaction(borrowed: PoolConnectionProxy) -> AsyncIterator[None]:
    """Have a transaction while inside, which is committed at the end; an error rolls it back."""
    begun = borrowed.transaction()
    await begun.start()
    try:
        yield
    except STOPPED_WAITING:
        raise  # a rollback would wait for the server; it follows from the end of the connection
    except BaseException:
        await begun.rollback()
        raise
    await begun.commit()


async def _acquired(pool: asyncpg.Pool) -> PoolConnectionProxy:
    try:
        return await pool.acquire(timeout=FIRST_ACQUIRE_S)
    except TimeoutError:
        return await pool.acquire(timeout=ACQUIRE_TIMEOUT_S - FIRST_ACQUIRE_S)


async def _give_back(pool: asyncpg.Pool, borrowed: PoolConnectionProxy) -> None:
    """Give a connection back, whether the server answers or not; what it was borrowed for is done."""
    # The pool finishes a release for which nobody waits, and would log its error.
    returned = asyncio.ensure_future(pool.release(borrowed))
    returned.add_done_callback(_take_note)
    try:
        await asyncio.shield(returned)
    except UNAVAILABLE:
        _close(borrowed)
    except asyncio.CancelledError:
        _close(borrowed)
        raise


def _close(borrowed: PoolConnectionProxy) -> None:
    with suppress(asyncpg.InterfaceError):  # it may have been given back all the same
        borrowed.terminate()


def _take_note(returned: "asyncio.Future[None]") -> None:
    """Mark the error of a release as seen."""
    if not returned.cancelled():
        returned.exception()
