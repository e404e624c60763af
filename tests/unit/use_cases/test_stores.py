"""Failures of the stores become refusals, in one place."""

import asyncio

import pytest
from redis import RedisError

from server.bidding.archive import ArchiveUnavailable, NotInArchive
from server.domain.rejection import Rejection
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.wire.errors import Refused


def rejection_of(refused: pytest.ExceptionInfo[Refused]) -> Rejection:
    return refused.value.rejection


async def test_an_archive_that_cannot_be_asked_is_unavailable() -> None:
    with pytest.raises(Refused) as refused:
        async with refused_by_archive():
            raise ArchiveUnavailable("OSError()")
    rejection = rejection_of(refused)
    assert (rejection.code, rejection.message) == ("unavailable", "the archive is down")


async def test_an_archive_that_does_not_answer_in_time_is_unavailable() -> None:
    with pytest.raises(Refused) as refused:
        async with refused_by_archive(0.01):
            await asyncio.Event().wait()
    assert rejection_of(refused).code == "unavailable"


async def test_an_auction_that_is_not_in_the_archive_is_not_found() -> None:
    with pytest.raises(Refused) as refused:
        async with refused_by_archive():
            raise NotInArchive("auction")
    rejection = rejection_of(refused)
    assert (rejection.code, rejection.message) == ("not_found", "there is no such auction")


def test_a_redis_that_cannot_be_asked_is_unavailable() -> None:
    with (
        pytest.raises(Refused) as refused,
        refused_by_hot_state("the hot state is down; send again"),
    ):
        raise RedisError
    rejection = rejection_of(refused)
    assert (rejection.code, rejection.message) == (
        "unavailable",
        "the hot state is down; send again",
    )


async def test_any_other_error_passes() -> None:
    with pytest.raises(ZeroDivisionError), refused_by_hot_state():
        async with refused_by_archive():
            raise ZeroDivisionError
