"""The pipeline: answers keep the order of their packets, and packets wait for the right ones."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.rejection import Code, Rejection
from server.sockets.transport.pipeline import OPEN_MAX, Body, Pipeline


@dataclass
class Pending:
    answer: "asyncio.Future[Any]"

    def body(self) -> Body:
        result: Body = self.answer.result()
        return result


@dataclass
class Peer:
    """A socket whose packets name how they are handled: `now`, `bid`, `slow`, `fail`."""

    written: list[bytes] = field(default_factory=list)
    begun: list[bytes] = field(default_factory=list)
    bids: "list[asyncio.Future[Any]]" = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    reading: bool = True
    behind: bool = False
    closed: bool = False
    pipeline: Pipeline | None = None

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def cut(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def send(self, *packets: bytes) -> None:
        for packet in packets:
            if self.pipeline is None:
                self.pipeline = Pipeline(self, begin)
            self.pipeline.take(packet, 0)

    async def slow(self, packet: bytes) -> bytes:
        await self.go.wait()
        if packet.startswith(b"fail"):
            raise ZeroDivisionError
        return packet


def begin(pipeline: Pipeline, peer: Peer, packet: bytes, wait_ms: int) -> None:
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


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_bids_go_to_the_floor_together_and_are_answered_in_order() -> None:
    peer = Peer()
    peer.send(b"bid1", b"bid2", b"now3")
    assert peer.begun == [b"bid1", b"bid2", b"now3"]
    peer.bids[1].set_result(Rejection(Code.TOO_LOW, ""))
    await turn()
    assert peer.written == []
    peer.bids[0].set_result({"ok": True})
    await turn()
    assert peer.written == [b"bid1+", b"bid2-", b"now3"]


async def test_a_packet_that_is_handled_alone_holds_up_all_later_ones() -> None:
    peer = Peer()
    peer.send(b"slow1", b"bid2", b"now3")
    await turn()
    assert (peer.begun, peer.reading) == ([b"slow1"], False)
    peer.go.set()
    await turn()
    assert (peer.begun, peer.reading) == ([b"slow1", b"bid2", b"now3"], True)
    peer.bids[0].set_result({})
    await turn()
    assert peer.written == [b"slow1", b"bid2+", b"now3"]


async def test_a_packet_that_is_handled_alone_begins_when_all_earlier_ones_are_answered() -> None:
    peer = Peer()
    peer.go.set()
    peer.send(b"bid1", b"slow2", b"bid3")
    await turn()
    assert (peer.begun, peer.written) == ([b"bid1", b"slow2"], [])
    peer.bids[0].set_result({})
    await turn()
    assert peer.written == [b"bid1+", b"slow2"]
    assert peer.begun == [b"bid1", b"slow2", b"bid3"]


async def test_a_packet_that_has_not_begun_when_its_socket_closes_never_begins() -> None:
    peer = Peer()
    peer.send(b"bid1", b"slow2", b"bid3")
    peer.closed = True
    peer.bids[0].set_result({})
    await turn()
    assert (len(peer.bids), peer.pipeline is None or peer.pipeline.task) == (1, None)


async def test_only_so_many_bids_are_open_at_once_and_reading_stops() -> None:
    peer = Peer()
    peer.send(*[b"bid"] * (OPEN_MAX + 1))
    assert (len(peer.bids), peer.reading) == (OPEN_MAX, False)
    peer.bids[0].set_result({})
    await turn()
    assert (len(peer.bids), peer.reading) == (OPEN_MAX + 1, False)
    peer.bids[1].set_result({})
    await turn()
    assert peer.reading is True


async def test_no_packet_of_a_client_that_does_not_read_is_begun() -> None:
    peer = Peer()
    peer.behind = True
    peer.send(b"now1", b"now2")
    assert (peer.begun, peer.reading) == ([], False)
    peer.behind = False
    assert peer.pipeline is not None
    peer.pipeline.advance()
    assert peer.written == [b"now1", b"now2"]
    assert peer.reading is True


async def test_an_idle_socket_has_no_pipeline() -> None:
    peer = Peer()
    peer.send(b"now", b"bid", b"slow")
    peer.bids[0].set_result({})
    peer.go.set()
    await turn()
    assert peer.pipeline is None


async def test_after_an_answer_at_once_there_is_no_pipeline() -> None:
    peer = Peer()
    peer.send(b"now")
    assert peer.pipeline is None


async def test_a_packet_that_breaks_cuts_its_socket_and_drops_its_backlog() -> None:
    peer = Peer()
    peer.send(b"fail", b"bid")
    peer.go.set()
    await turn()
    assert (peer.closed, peer.begun, peer.written) == (True, [b"fail"], [])
