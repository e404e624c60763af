"""Questions about the replication of a shard: rounds share them, and their answers confirm writes."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from redis import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import NotReplicatedError, Scripts
from server.bidding.replication import replication as module
from server.bidding.replication.replication import Replication

ERA, LATER_ERA = b"one era", b"a later era"


class FakeScripts:
    """A Redis in an era, with a number of replicas that confirm once `answers` is set."""

    def __init__(self) -> None:
        self.era, self.replicas = ERA, 1
        self.error: Exception | None = None
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()

    async def run_and_wait(self, name: str, keys: Sequence[str], *, wait_ms: int) -> Any:
        assert (name, keys) == ("replicate", ["{s00}:trusted", "{s00}:replicated"])
        assert wait_ms == 500
        self.asked += 1
        await self.answers.wait()
        if self.error is not None:
            raise self.error
        return self.era, self.replicas


def replication_on(scripts: FakeScripts) -> Replication:
    return Replication(cast("Scripts", scripts), Keys(1), wait_ms=500)


async def test_what_is_written_in_the_era_of_before_has_reached_a_replica() -> None:
    replication = replication_on(FakeScripts())
    assert await replication.has_reached_replica(0, await replication.era(0))
    assert not replication.is_failing


async def test_an_era_that_is_known_is_not_asked_for_again() -> None:
    scripts = FakeScripts()
    replication = replication_on(scripts)
    assert [await replication.era(0), await replication.era(0)] == [ERA, ERA]
    assert scripts.asked == 1


async def test_rounds_that_end_during_a_question_share_the_next_one() -> None:
    scripts = FakeScripts()
    replication = replication_on(scripts)
    scripts.answers.clear()
    first = asyncio.create_task(replication.has_reached_replica(0, ERA))
    await asyncio.sleep(0)
    later = [asyncio.create_task(replication.has_reached_replica(0, ERA)) for _ in range(5)]
    await asyncio.sleep(0)
    scripts.answers.set()
    assert await asyncio.gather(first, *later) == [True] * 6
    assert scripts.asked == 2


async def test_what_was_written_before_a_failover_is_not_confirmed_by_the_promoted_server() -> None:
    scripts = FakeScripts()
    replication = replication_on(scripts)
    era = await replication.era(0)
    scripts.era = LATER_ERA
    assert not await replication.has_reached_replica(0, era)
    assert await replication.era(0) == LATER_ERA


async def test_without_a_replica_no_era_is_found_and_that_is_logged_once() -> None:
    scripts = FakeScripts()
    replication = replication_on(scripts)
    era = await replication.era(0)
    scripts.replicas = 0
    with capture_logs() as lines:
        assert not await replication.has_reached_replica(0, era)
        with pytest.raises(NotReplicatedError):
            await replication.era(0)
        with pytest.raises(NotReplicatedError):
            await replication.check()
        assert (replication.is_failing, replication.unconfirmed) == (True, 3)
        assert (replication.fails(0), replication.fails(1)) == (True, False)
        scripts.replicas = 1
        await replication.check()
    assert not replication.is_failing
    assert [line["event"] for line in lines] == ["replica_lags", "replica_confirms_again"]


async def test_a_redis_that_fails_confirms_nothing_and_says_nothing_of_replicas() -> None:
    scripts = FakeScripts()
    replication = replication_on(scripts)
    era = await replication.era(0)
    scripts.error = RedisConnectionError("gone")
    assert not await replication.has_reached_replica(0, era)
    assert (replication.is_failing, replication.unconfirmed) == (False, 0)
    with pytest.raises(RedisConnectionError):
        await replication.era(0)


async def test_a_shard_without_a_replica_is_in_service_again_although_nobody_bids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.001)
    scripts = FakeScripts()
    replication = replication_on(scripts)
    scripts.replicas = 0
    assert not await replication.has_reached_replica(0, ERA)
    async with replication.running(), asyncio.timeout(5):
        scripts.replicas = 1
        while replication.is_failing:
            await asyncio.sleep(0.001)
