"""The pace at which the sockets of a stopping node are sent away."""

import asyncio
from collections import Counter
from collections.abc import Collection
from typing import Any

from server.sockets.draining import ANSWERS_MAX_S, GROUP_MIN, Draining
from tests.virtual_time import in_virtual_time


class FakeSocket:
    def __init__(self, engine: "FakeEngine", sid: str) -> None:
        self._engine = engine
        self._sid = sid

    async def close(self, *, wait: bool) -> None:
        assert not wait
        del self._engine.sockets[self._sid]
        self._engine.closed[self._sid] = asyncio.get_running_loop().time()


class FakeEngine:
    """Sockets by sid, the times of their ends, and those that are owed answers."""

    def __init__(self, count: int) -> None:
        self.admits = True
        self.closed: dict[str, float] = {}
        self.owed: set[str] = set()
        self.unjoined: set[str] = set()
        self.sockets = {str(number): FakeSocket(self, str(number)) for number in range(count)}

    def stop_admitting(self) -> None:
        self.admits = False

    def has_joined(self, sid: str) -> bool:
        return sid not in self.unjoined

    def owes_answers(self, sid: str) -> bool:
        return sid in self.owed


class FakeDelivery:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, members: Collection[str], event: str, data: dict[str, Any]) -> None:
        assert event == "leaving"
        assert data["retry_after_ms"] > 0
        self.sent += members

    async def all_sent(self) -> None:
        pass


async def drained(engine: FakeEngine, within_s: float) -> FakeDelivery:
    """Send all sockets away."""
    delivery: Any = FakeDelivery()
    made: Any = engine
    await Draining(made, delivery).send_all_away(within_s)
    assert not engine.admits
    assert not engine.sockets
    return delivery  # type: ignore[no-any-return]


@in_virtual_time
async def test_many_sockets_leave_in_equal_groups_over_the_time() -> None:
    engine = FakeEngine(10_000)
    delivery = await drained(engine, 5)
    groups = Counter(round(at, 3) for at in engine.closed.values())
    assert set(groups.values()) == {200}
    assert len(groups) == 50
    assert 4.8 < max(groups) <= 5
    assert delivery.sent == list(engine.closed)


@in_virtual_time
async def test_few_sockets_leave_at_once() -> None:
    engine = FakeEngine(GROUP_MIN)
    await drained(engine, 60)
    assert max(engine.closed.values()) == 0


@in_virtual_time
async def test_without_a_time_all_leave_at_once() -> None:
    engine = FakeEngine(500)
    await drained(engine, 0)
    assert max(engine.closed.values()) == 0


@in_virtual_time
async def test_a_socket_is_closed_once_it_has_its_answers() -> None:
    engine = FakeEngine(1)
    engine.owed = {"0"}
    asyncio.get_running_loop().call_later(0.3, engine.owed.clear)
    await drained(engine, 5)
    assert 0.3 <= engine.closed["0"] < 0.35


@in_virtual_time
async def test_answers_that_do_not_come_are_not_waited_for_without_end() -> None:
    engine = FakeEngine(1)
    engine.owed = {"0"}
    await drained(engine, 5)
    assert engine.closed["0"] <= ANSWERS_MAX_S + 0.05


@in_virtual_time
async def test_a_socket_that_has_not_joined_gets_no_message_and_is_closed() -> None:
    engine = FakeEngine(2)
    engine.unjoined = {"1"}
    assert (await drained(engine, 5)).sent == ["0"]
