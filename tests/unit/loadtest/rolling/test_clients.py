"""The bids of a client that comes back."""

import asyncio
import json
from typing import Any, cast

import pytest

from loadtest.rolling import clients
from loadtest.rolling.clients import ReturningBidder
from loadtest.rolling.findings import Findings
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Stage
from loadtest.swarm.sockets.run_state import Node, RunState

LAMP = KnownItem({"item_id": "lamp", "seq": 2, "minimum": 100, "increment": [[0, 10]]})
ACCEPTED = {"ok": True, "seq": 3, "price": 100, "minimum": 110, "leading": True, "ends_at": None}
BUSY = {"ok": False, "error": {"code": "busy", "retry_after_ms": 1}}
TOO_LOW = {"ok": False, "error": {"code": "too_low", "seq": 9, "minimum": 500}}


class Wire:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return False


class House:
    """A bidder on a wire that was never connected."""

    def __init__(self) -> None:
        self.findings, self.wire = Findings(), Wire()
        node = Node("node1", "127.0.0.1", 1)
        self.state = RunState("run", [node], {"lamp": LAMP}, closed_loop=False, dropping=True)
        self.bidder = ReturningBidder(self.state, node, "token", self.findings)

    def join(self) -> None:
        self.bidder.transport = cast("asyncio.Transport", self.wire)
        self.bidder.stage = Stage.JOINED
        self.bidder.joined()

    def answer(self, ack: int, answer: dict[str, Any]) -> None:
        self.bidder.acknowledged(ack, json.dumps([answer]).encode())

    def lose(self) -> None:
        self.state.leaving = True  # it does not come back by itself
        self.bidder.prepare()
        self.bidder.connection_lost(None)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clients, "RETRY_PAUSE_S", 0.0)
    return House()


async def test_a_bid_waits_for_a_connection(house: House) -> None:
    house.bidder.bid(LAMP, 0.0)
    assert house.wire.written == []
    house.join()
    assert len(house.wire.written) == 1
    house.answer(0, ACCEPTED)
    assert house.findings.decided_at_once == 1


async def test_a_bid_without_an_answer_is_sent_once_more_under_its_id(house: House) -> None:
    house.join()
    house.bidder.bid(LAMP, 0.0)
    house.lose()
    house.join()
    assert len(house.wire.written) == 2
    house.answer(1, ACCEPTED)
    assert house.findings.undecided == {"unanswered": 1}
    assert (house.findings.decided_again, house.findings.uncured.total()) == (1, 0)


async def test_a_busy_answer_is_retried_once(house: House) -> None:
    house.join()
    house.bidder.bid(LAMP, 0.0)
    house.answer(0, BUSY)
    await asyncio.sleep(0.01)
    assert len(house.wire.written) == 2
    house.answer(1, BUSY)
    await asyncio.sleep(0.01)
    assert len(house.wire.written) == 2
    assert (house.findings.undecided, house.findings.uncured) == ({"busy": 1}, {"busy": 1})


async def test_a_definite_refusal_is_an_answer(house: House) -> None:
    house.join()
    house.bidder.bid(LAMP, 0.0)
    house.answer(0, TOO_LOW)
    assert house.findings.decided_at_once == 1
    assert LAMP.minimum == 500
