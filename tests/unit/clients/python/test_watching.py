"""The watch of a view asks until it is answered, and again while messages stay missing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import pytest

from auction_client import watching as module
from auction_client.backoff import WATCH_BACKOFF, Pauses
from auction_client.connecting.reconnecting import ReconnectingConnection
from auction_client.errors import NotConnected, Unanswered
from auction_client.messages import Refusal
from auction_client.watching import Watch
from tests.timeouts import eventually


@dataclass
class Answer:
    has_gap: bool = False


class Server:
    """Answers each request with the next of `answers`, and any further one without a gap."""

    def __init__(self, *answers: Answer | Refusal | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def call(
        self, _event: str, _request: Mapping[str, object], _form: object, *, timeout_s: float
    ) -> Answer | Refusal:
        assert timeout_s > 0
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else Answer()
        if isinstance(answer, Exception):
            raise answer
        return answer


class ShortWatch(Watch[Answer]):
    """A watch whose view is the latest answer."""

    async def _read(self) -> None:
        answer = None
        while answer is None:
            answer = await self._ask("watch", {}, Answer, Pauses(WATCH_BACKOFF))
        self._view = answer
        self._await_missing()


@asynccontextmanager
async def watching(server: Server) -> AsyncIterator[ShortWatch]:
    watch = ShortWatch("watch", cast("ReconnectingConnection", server))
    watch.start()
    try:
        yield watch
    finally:
        await watch.stop()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GAP_WAIT_S", 0.01)
    monkeypatch.setattr(Pauses, "next_s", lambda *_: 0.0)


@pytest.mark.parametrize(
    "failure",
    [NotConnected("lost"), Unanswered("late"), Refusal(code="busy", message="busy", details={})],
)
async def test_a_request_that_failed_is_sent_again(failure: Refusal | Exception) -> None:
    server = Server(failure)
    async with watching(server) as watch:
        await eventually(lambda: watch._view == Answer())
    assert server.asked == 2


async def test_a_refusal_that_stands_ends_the_watch() -> None:
    server = Server(Refusal(code="not_found", message="no such item", details={}))
    async with watching(server) as watch:
        await eventually(lambda: watch._failure is not None)
    assert (server.asked, "no such item" in str(watch._failure)) == (1, True)


async def test_a_gap_that_stays_is_asked_for_again_and_none_that_has_closed() -> None:
    server = Server(Answer(has_gap=True), Answer(has_gap=True))
    async with watching(server) as watch:
        await eventually(lambda: watch._view == Answer())
    assert (server.asked, watch._gap_timer) == (3, None)
