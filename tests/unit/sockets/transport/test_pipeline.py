"""The pipeline: answers keep the order of their packets, and packets wait only where they must."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.rejection import Code, Rejection
from server.sockets.transport.pipeline import OPEN_MAX, Body, Pipeline
from tests.unit.sockets.fake_peer import FakePeer


@dataclass
class Pending:
    answer: "asyncio.Future[Any]"

    def body(self) -> Body:
        result: Body = self.answer.result()
        return result


class Peer(FakePeer):
    """A socket whose packets name their handling: `now`, `bid`, `slow` or `fail`."""

    def __init__(self) -> None:
        super().__init__(begin)
        self.begun: list[bytes] = []
        self.bids: list[asyncio.Future[Any]] = []
        self.go = asyncio.Event()

    async def slow(self, packet: bytes) -> bytes:
        await self.go.wait()
        if packet.startswith(b"fail"):
            raise ZeroDivisionError
        return packet


def begin(pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
    peer.begun.append(packet)
    if packet.startswith(b"bid"):
        peer.bids.append(asyncio.get_running_loop().create_future())
        pipeline.reply_later(Pending(peer.bids[-1]), lambda body: packet + sign(body))
    elif packet.startswith(b"now"):
        pipeline.reply(packet)
    else:
        pipeline.handle_alone(peer.slow(packet))


def sign(body: Body) -> bytes:
    return b"+" if isinstance(body, Mapping) else b"-"


async def turns() -> None:
    """Let the loop run until no callback is left."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_bids_are_begun_together_and_answered_in_order() -> None:
    peer = Peer()
    peer.receive(b"bid1", b"bid2", b"now3")
    assert peer.begun == [b"bid1", b"bid2", b"now3"]
    peer.bids[1].set_result(Rejection(Code.TOO_LOW, ""))
    await turns()
    assert peer.written == []
    peer.bids[0].set_result({"ok": True})
    await turns()
    assert peer.written == [b"bid1+", b"bid2-", b"now3"]


async def test_later_packets_wait_for_a_packet_that_is_handled_alone() -> None:
    peer = Peer()
    peer.receive(b"slow1", b"bid2", b"now3")
    await turns()
    assert (peer.begun, peer.reading) == ([b"slow1"], False)
    peer.go.set()
    await turns()
    assert (peer.begun, peer.reading) == ([b"slow1", b"bid2", b"now3"], True)
    peer.bids[0].set_result({})
    await turns()
    assert peer.written == [b"slow1", b"bid2+", b"now3"]


async def test_a_packet_that_is_handled_alone_begins_when_all_earlier_ones_are_answered() -> None:
    peer = Peer()
    peer.go.set()
    peer.receive(b"bid1", b"slow2", b"bid3")
    await turns()
    assert (peer.begun, peer.written) == ([b"bid1", b"slow2"], [])
    peer.bids[0].set_result({})
    await turns()
    assert peer.written == [b"bid1+", b"slow2"]
    assert peer.begun == [b"bid1", b"slow2", b"bid3"]


async def test_a_packet_that_has_not_begun_when_its_socket_closes_never_begins() -> None:
    peer = Peer()
    peer.receive(b"bid1", b"slow2", b"bid3")
    peer.closed = True
    peer.bids[0].set_result({})
    await turns()
    assert (len(peer.bids), peer.pipeline is None or peer.pipeline.task) == (1, None)


async def test_reading_stops_while_the_most_bids_are_open() -> None:
    peer = Peer()
    peer.receive(*[b"bid"] * (OPEN_MAX + 1))
    assert (len(peer.bids), peer.reading) == (OPEN_MAX, False)
    peer.bids[0].set_result({})
    await turns()
    assert (len(peer.bids), peer.reading) == (OPEN_MAX + 1, False)
    peer.bids[1].set_result({})
    await turns()
    assert peer.reading is True


async def test_a_packet_that_waits_for_its_turn_holds_up_those_behind_it() -> None:
    peer = Peer()
    peer.waits_for = b"now2"
    peer.receive(b"now1", b"now2", b"bid3")
    assert (peer.begun, peer.reading) == ([b"now1"], False)
    assert peer.pipeline is not None
    peer.pipeline.advance()
    assert peer.begun == [b"now1"]
    peer.waiting, peer.waits_for = False, b"bid3"
    peer.pipeline.advance()
    assert (peer.begun, peer.reading) == ([b"now1", b"now2"], False)
    peer.waiting, peer.waits_for = False, None
    peer.pipeline.advance()
    assert (peer.begun, peer.reading) == ([b"now1", b"now2", b"bid3"], True)


async def test_no_packet_of_a_client_that_is_behind_is_begun() -> None:
    peer = Peer()
    peer.behind = True
    peer.receive(b"now1", b"now2")
    assert (peer.begun, peer.reading) == ([], False)
    peer.behind = False
    assert peer.pipeline is not None
    peer.pipeline.advance()
    assert peer.written == [b"now1", b"now2"]
    assert peer.reading is True


async def test_an_idle_socket_has_no_pipeline() -> None:
    peer = Peer()
    peer.receive(b"now", b"bid", b"slow")
    peer.bids[0].set_result({})
    peer.go.set()
    await turns()
    assert peer.pipeline is None


async def test_a_packet_that_is_answered_at_once_leaves_no_pipeline() -> None:
    peer = Peer()
    peer.receive(b"now")
    assert peer.pipeline is None


async def test_a_packet_whose_handler_fails_closes_its_socket_and_drops_its_backlog() -> None:
    peer = Peer()
    peer.receive(b"fail", b"bid")
    peer.go.set()
    await turns()
    assert (peer.closed, peer.begun, peer.written) == (True, [b"fail"], [])
