"""The rounds of a run take place in lanes; a round that ends with an error fails alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checks import Finding
from tests.faults.nemesis import lanes
from tests.faults.nemesis.lanes import Nemesis
from tests.faults.nemesis.rounds import round_of
from tests.faults.programme import Outcome
from tests.faults.tally import Tally


class MadeRound:
    """A round without stores, whose outcome is known."""

    world, fsync, strikes = round_of(1).world, "always", ()
    at_once = most_at_once = 0

    def __init__(self, seed: int) -> None:
        self.seed = seed

    async def carry_out(self, database: str, *, report: Callable[[str], object]) -> Outcome:
        MadeRound.at_once += 1
        MadeRound.most_at_once = max(MadeRound.most_at_once, MadeRound.at_once)
        await asyncio.sleep(0)
        MadeRound.at_once -= 1
        if self.seed == 1:
            raise OSError("no disk")
        findings = [Finding("redis_pauses", "audit L", "lost")] if self.seed == 2 else []
        return Outcome(findings, Tally(repeated=1))


@pytest.fixture(autouse=True)
def without_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def server(folder: Path) -> AsyncIterator[Callable[[], Awaitable[str]]]:
        async def new_database() -> str:
            return "a database"

        yield new_database

    monkeypatch.setattr(lanes, "one_server", server)
    MadeRound.most_at_once = 0


def made(seeds: Iterator[int]) -> Any:
    return ((MadeRound(seed), f"repeat {seed}") for seed in seeds)


async def test_rounds_are_counted_and_those_that_failed_are_named() -> None:
    lines: list[str] = []
    nemesis = Nemesis(made(iter(range(5))), seconds=None, report=lines.append)
    await nemesis.run(2)
    assert (len(nemesis.drawn), nemesis.tally.repeated, MadeRound.most_at_once) == (5, 4, 2)
    assert [each["command"] for each in nemesis.failures] == ["repeat 1", "repeat 2"]
    assert "no disk" in nemesis.failures[0]["findings"][0]
    assert "2  redis_pauses: audit L: lost" in lines


async def test_no_round_begins_once_the_time_is_over() -> None:
    nemesis = Nemesis(made(count()), seconds=0, report=lambda _: None)
    await nemesis.run(2)
    assert nemesis.drawn == []
