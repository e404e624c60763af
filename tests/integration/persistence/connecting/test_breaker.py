"""The breaker opens and closes by its probes."""

import asyncio

import pytest

from persistence.connecting import breaker as module
from persistence.connecting.breaker import Breaker
from tests.timeouts import eventually


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROBE_EVERY_S", 0.01)
    monkeypatch.setattr(module, "PROBE_TIMEOUT_S", 0.05)


class Probed:
    """A PostgreSQL that is probed."""

    def __init__(self) -> None:
        self.probes = 0
        self.failures = 0
        self.answers = asyncio.Event()
        self.slow_calls = 0

    async def probe(self) -> bool:
        self.probes += 1
        await self.answers.wait()
        self.slow_calls -= self.slow_calls > 0
        return self.slow_calls > 0

    async def opened(self) -> None:
        self.failures += 1


async def test_it_is_open_from_a_failed_probe_until_one_succeeds() -> None:
    server = Probed()
    breaker = Breaker(server.probe, opened=server.opened)
    async with breaker.running():
        await asyncio.sleep(0.02)
        assert (server.probes, breaker.open) == (0, False)
        breaker.suspect()
        await eventually(lambda: breaker.open and server.probes > 1)
        assert server.failures >= 1
        server.answers.set()
        await eventually(lambda: not breaker.open)


async def test_it_probes_as_long_as_calls_are_slow_and_stays_closed() -> None:
    server = Probed()
    server.answers.set()
    server.slow_calls = 3
    breaker = Breaker(server.probe, opened=server.opened)
    async with breaker.running():
        breaker.suspect()
        await eventually(lambda: server.probes == 3)
        await asyncio.sleep(0.05)
        assert (server.probes, server.failures, breaker.open) == (3, 0, False)
