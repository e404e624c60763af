"""Deliveries are attempted once each, and their results decide when they are tried again."""

import asyncio
from collections.abc import Sequence

import pytest

from server.bidding.archive import ArchiveUnavailable
from server.webhooks import deliverer as module
from server.webhooks.deliverer import CONCURRENCY, PAUSED_FROM, Deliverer
from server.webhooks.records import Attempt, Backlog, Claimed
from tests.timeouts import eventually


def claimed(number: int, *, attempts: int = 1, failures: int = 0) -> Claimed:
    url = "https://shop.example/hook"
    event = f"msg_{number}"
    return Claimed(number, "hook", url, b"", event, "{}", attempts=attempts, failures=failures)


class Due:
    """Deliveries that are due, each given out once; the results are remembered."""

    def __init__(self, *waiting: Claimed) -> None:
        self.waiting = list(waiting)
        self.results: list[tuple[str, int]] = []
        self.waits: list[tuple[float, float]] = []
        self.up = True

    async def claim(self, limit: int, lease_s: float) -> Sequence[Claimed]:
        if not self.up:
            raise ArchiveUnavailable("away")
        given, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return given

    async def succeed(self, claimed: Claimed, attempt: Attempt) -> None:
        self.results.append(("succeed", claimed.delivery_id))

    async def fail(
        self, claimed: Claimed, attempt: Attempt, *, retry_s: float, pause_s: float
    ) -> None:
        self.results.append(("fail", claimed.delivery_id))
        self.waits.append((retry_s, pause_s))

    async def disable(self, claimed: Claimed, attempt: Attempt) -> None:
        self.results.append(("disable", claimed.delivery_id))

    async def sweep(self) -> Backlog:
        return Backlog(3, 60.0)


class Answers:
    """Answers every request with one status, at once or when it is allowed to."""

    def __init__(self, attempt: Attempt) -> None:
        self.sent: list[int] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._attempt = attempt

    async def send(self, claimed: Claimed) -> Attempt:
        self.sent.append(claimed.delivery_id)
        await self.may_answer.wait()
        return self._attempt


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.01)


def delivering(due: Due, answers: Answers) -> Deliverer:
    return Deliverer(due, answers, lease_s=30, chance=lambda: 0.5)


@pytest.mark.parametrize(
    ("attempt", "result"),
    [
        (Attempt(200), "succeed"),
        (Attempt(500), "fail"),
        (Attempt(302), "fail"),
        (Attempt(error="no connection"), "fail"),
        (Attempt(410), "disable"),
    ],
)
async def test_the_result_of_an_attempt_is_noted(attempt: Attempt, result: str) -> None:
    due = Due(claimed(1), claimed(2))
    deliverer = delivering(due, Answers(attempt))
    async with deliverer.running():
        await eventually(lambda: len(due.results) == 2)
    assert due.results == [(result, 1), (result, 2)]
    assert deliverer.attempts["delivered"] == (2 if result == "succeed" else 0)
    assert deliverer.backlog == Backlog(3, 60.0)


async def test_a_webhook_that_fails_again_and_again_is_left_alone_as_a_whole() -> None:
    failing = claimed(2, attempts=2, failures=PAUSED_FROM - 1)
    due = Due(claimed(1), failing)
    async with delivering(due, Answers(Attempt(500))).running():
        await eventually(lambda: len(due.waits) == 2)
    assert due.waits == [(5, 0), (15, 45)]


async def test_a_webhook_that_asks_for_time_gets_it() -> None:
    due = Due(claimed(1))
    async with delivering(due, Answers(Attempt(429, asked_s=100))).running():
        await eventually(lambda: due.waits != [])
    assert due.waits == [(100, 100)]


async def test_no_more_deliveries_are_under_way_than_allowed() -> None:
    due, answers = Due(*map(claimed, range(CONCURRENCY + 5))), Answers(Attempt(200))
    answers.may_answer.clear()
    async with delivering(due, answers).running():
        await eventually(lambda: len(answers.sent) == CONCURRENCY)
        await asyncio.sleep(0.03)
        assert len(due.waiting) == 5
        answers.may_answer.set()
        await eventually(lambda: len(due.results) == CONCURRENCY + 5)


async def test_deliveries_go_on_when_the_archive_is_back() -> None:
    due = Due(claimed(1))
    due.up = False
    answers = Answers(Attempt(200))
    async with delivering(due, answers).running():
        await asyncio.sleep(0.03)
        assert answers.sent == []
        due.up = True
        await eventually(lambda: due.results != [])
    assert due.results == [("succeed", 1)]


async def test_an_attempt_under_way_ends_with_the_node() -> None:
    due, answers = Due(claimed(1)), Answers(Attempt(200))
    answers.may_answer.clear()
    async with delivering(due, answers).running():
        await eventually(lambda: answers.sent == [1])
    assert due.results == []
