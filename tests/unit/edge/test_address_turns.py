"""What waits is begun in turn, address by address, and leaves most of the loop to others."""

import asyncio
from collections.abc import Callable

import pytest

from server.edge import address_turns
from server.edge.address_turns import AddressTurns
from tests.timeouts import eventually


class Turns:
    """Turns on a loop that uses as much CPU time as the test says."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.used_s = 0.0
        self.turns = AddressTurns(cpu_s=lambda: self.used_s)

    def wait(self, address: str, name: str, *, here: bool = True) -> None:
        def begin() -> bool:
            self.begun.append(name)
            return here

        self.turns.wait(address, begin)


async def test_addresses_have_turns_however_much_one_of_them_sends() -> None:
    turns = Turns()
    for name in ("a", "b", "c"):
        turns.wait("1.1.1.1", name)
    turns.wait("2.2.2.2", "d")
    assert "1.1.1.1" in turns.turns
    assert turns.begun == []  # nothing is begun within the call
    await eventually(lambda: len(turns.begun) == 4)
    assert turns.begun == ["a", "d", "b", "c"]
    assert "1.1.1.1" not in turns.turns


async def test_a_client_that_has_gone_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_turns, "TICK_S", 60)
    turns = Turns()
    for name, here in (("gone", False), ("here", True), ("next", True)):
        turns.wait("1.1.1.1", name, here=here)
    await eventually(lambda: len(turns.begun) == 2)
    assert turns.begun == ["gone", "here"]


async def test_what_fails_at_its_beginning_holds_up_nothing_else() -> None:
    turns = Turns()
    errors: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))

    def fails() -> bool:
        raise ValueError

    turns.turns.wait("1.1.1.1", fails)
    turns.wait("1.1.1.1", "next")
    await eventually(lambda: turns.begun == ["next"])
    assert len(errors) == 1


async def test_the_pause_between_turns_grows_with_the_cpu_time_that_was_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []

    class Loop:
        def call_soon(self, callback: Callable[[], None]) -> object:
            waiting.append(callback)
            return object()

        def call_later(self, delay: float, callback: Callable[[], None]) -> object:
            pauses.append(delay)
            waiting.append(callback)
            return object()

    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(asyncio, "get_running_loop", Loop)
    turns = Turns()
    for name in ("a", "b", "c"):
        turns.wait("1.1.1.1", name)
    for used_s in (0.0001, 0.001, 1.0):
        waiting.pop()()
        turns.used_s += used_s
        waiting.pop()()
    ticks, between = pauses[::2], pauses[1::2]
    assert ticks == [address_turns.TICK_S] * 3
    assert between == pytest.approx([0, 0.003, address_turns.PAUSE_MAX_S])
    assert turns.begun == ["a", "b", "c"]
