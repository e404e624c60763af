"""An address that sends many requests has them begun in turn, and leaves most of the loop to others."""

import asyncio
from unittest.mock import Mock

import pytest

from server.edge.address_turns import Begin
from server.web.transport.counters import HttpCounters
from server.web.transport.pacing import PROMPT_SHARE, Pacing
from tests.timeouts import eventually
from tests.unit.web.requests import request

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
TWO_AT_ONCE = PROMPT_SHARE
"""The rate of an address that may begin two requests at once."""


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep used rates used, on a machine of any speed."""
    monkeypatch.setattr("server.edge.rates.time", Mock(monotonic=lambda: 0.0))


class Turns:
    """A pacing that notes which requests it has begun."""

    def __init__(self, rate: int | None = TWO_AT_ONCE, *, proxies: int = 0) -> None:
        self.begun: list[str] = []
        self.counters = HttpCounters()
        self.pacing = Pacing(rate, self.counters, trusted_proxies=proxies)

    def begin(self, name: str) -> Begin:
        def begin() -> bool:
            self.begun.append(name)
            return True

        return begin

    def use_up(self, address: str) -> None:
        assert not any(self.send(address, "at once") for _ in range(2))

    def send(self, peer: str, name: str, data: bytes = HEAD) -> bool:
        return self.pacing.connection_waits(peer, data, self.begin(name))


async def test_requests_above_the_prompt_rate_of_their_address_wait() -> None:
    turns = Turns()
    sent = [turns.send("1.1.1.1", name) for name in ("a", "b", "c", "d")]
    assert sent == [False, False, True, True]
    assert not turns.send("2.2.2.2", "e")
    assert turns.counters.waited == 2
    assert turns.begun == []  # what waits is never begun within the call
    await eventually(lambda: turns.begun == ["c", "d"])


async def test_a_further_request_waits_too_and_a_cancelled_one_takes_no_turn() -> None:
    turns = Turns()
    turns.use_up(request().remote or "")
    cancelled = asyncio.create_task(turns.pacing.request(request()))
    waiting = asyncio.create_task(turns.pacing.request(request()))
    await asyncio.sleep(0)
    cancelled.cancel()
    await waiting
    assert (cancelled.cancelled(), turns.counters.waited) == (True, 2)


async def test_a_client_behind_trusted_proxies_has_turns_of_its_own() -> None:
    turns = Turns(proxies=1)
    heads = [
        HEAD.replace(b"Host", b"X-Forwarded-For: %b\r\nHost" % name)
        for name in (b"1.1.1.1", b"2.2.2.2")
    ]
    assert not turns.send("10.0.0.1", "a", heads[0])
    sent = [turns.send("10.0.0.1", "b", head) for head in (heads[0], heads[1], heads[0])]
    assert sent == [False, False, True]


async def test_without_a_limit_nothing_waits() -> None:
    turns = Turns(None)
    assert not any(turns.send("1.1.1.1", "a") for _ in range(200))
    for _ in range(3):
        await turns.pacing.request(request())
    assert turns.counters.waited == 0
