"""Failures of the stores as refusals, in one place for all use cases."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from redis import RedisError

from server.bidding.archive import (
    REQUEST_WAIT_S,
    ArchiveUnavailable,
    ArchiveUnconfirmed,
    NotInArchive,
    answering_within,
)
from server.domain.rejection import Code
from server.wire.errors import Refused


@asynccontextmanager
async def refused_by_archive(within_s: float = REQUEST_WAIT_S) -> AsyncIterator[None]:
    """Turn the archive's errors into Refused `unavailable` or `not_found`, and wait at most `within_s`."""
    try:
        async with answering_within(within_s):
            yield
    except ArchiveUnconfirmed as error:
        raise Refused(Code.UNKNOWN, "the answer was lost; send it again") from error
    except ArchiveUnavailable as error:
        raise Refused(Code.UNAVAILABLE, "the archive is down") from error
    except NotInArchive as error:
        raise Refused(Code.NOT_FOUND, str(error)) from error


@contextmanager
def refused_by_hot_state(message: str = "the hot state is down") -> Iterator[None]:
    """Turn Redis' errors into Refused `unavailable`."""
    try:
        yield
    except RedisError as error:
        raise Refused(Code.UNAVAILABLE, message) from error
