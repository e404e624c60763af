"""The dispatcher: its table of handlers, the order of answers, and refused and malformed packets."""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import pytest
from structlog.testing import capture_logs

from server.domain.rejection import Code, Rejection
from server.sockets.busy_bids import BusyBids
from server.sockets.dispatch import EVENT_BYTES_MAX, Alone, Dispatcher, Handler, Overlapping
from server.sockets.overload.throttle import Throttle
from server.sockets.rooms.manager import Rooms
from server.sockets.transport.frames import text_frame
from server.sockets.transport.pipeline import OPEN_MAX, Body, Later
from server.sockets.transport.polling import PollingSocket
from server.wire.errors import Refused
from tests.unit.sockets.fake_peer import FakePeer


@dataclass
class Pending:
    answer: "asyncio.Future[Body]"

    def body(self) -> Body:
        return self.answer.result()


@dataclass
class FakeRooms:
    """The namespace: the sids of its members by Engine.IO sid."""

    sids: dict[str, str] = field(default_factory=lambda: {"eio-ann": "ann"})

    def member(self, eio_sid: str) -> str | None:
        return self.sids.get(eio_sid)


class Events:
    """Handlers that record their calls; bids are answered when the test settles them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, object]] = []
        self.bids: list[asyncio.Future[Body]] = []
        self.packets: list[tuple[str, str]] = []
        self.joined: list[bytes | Exception | None] = []
        self.sent: list[bytes] = []
        self.tasks: list[Coroutine[Any, Any, None]] = []
        self.archived: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
        self.rooms = FakeRooms()
        handlers: dict[str, Handler] = {
            "bid": Overlapping(self.bid),
            "watch": Alone(self.watch),
            "secret": Alone(self.refuse),
            "broken": Alone(self.fail),
            "late": Alone(self.answer_later),
        }
        self.overload: Rejection | None = None
        self.throttle = Throttle(lambda: 0.0)
        rooms = cast("Rooms", self.rooms)
        self.refused: Counter[str] = Counter()
        self.dispatcher = Dispatcher(
            handlers,
            rooms,
            self.handle_packet,
            join=self.join,
            busy_bids=BusyBids(lambda: self.overload, self.throttle),
            refused=self.refused,
            spawn=self.tasks.append,
        )
        self.peer = FakePeer(cast("Any", self.dispatcher.begin))
        self.polling = cast("PollingSocket", FakePeer(cast("Any", self.dispatcher.begin)))

    def bid(self, sid: str, argument: object) -> Pending:
        self.calls.append(("bid", sid, argument))
        self.bids.append(asyncio.get_running_loop().create_future())
        if self.overload is not None:
            self.bids[-1].set_result(self.overload)
        return Pending(self.bids[-1])

    async def watch(self, sid: str, argument: object) -> Body:
        self.calls.append(("watch", sid, argument))
        return {"ok": True, "watched": argument}

    async def answer_later(self, sid: str, argument: object) -> Later:
        self.calls.append(("late", sid, argument))
        return Later(self.archived)

    async def send(self, packet: bytes) -> None:
        self.sent.append(packet)

    async def refuse(self, sid: str, argument: object) -> Body:
        raise Refused(Code.FORBIDDEN, "not yours", item_id="lamp")

    async def fail(self, sid: str, argument: object) -> Body:
        raise ZeroDivisionError

    async def handle_packet(self, eio_sid: str, packet: str) -> None:
        self.packets.append((eio_sid, packet))

    def join(self, eio_sid: str, packet: bytes) -> bytes | None:
        answer = self.joined.pop(0) if self.joined else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def names(self) -> list[str]:
        return [name for name, _, _ in self.calls]

    def answers(self) -> list[tuple[int, Any]]:
        """Return the numbers and bodies of the acknowledgements that were written."""
        found = []
        for frame in self.peer.written:
            number, bracket, body = frame[frame.index(b"43") + 2 :].partition(b"[")
            found.append((int(number), json.loads(bracket + body)[0]))
        return found


async def turns() -> None:
    """Let the loop run until no callback is left."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_overlapping_events_begin_together_and_are_answered_in_order() -> None:
    events = Events()
    events.peer.receive(b'21["bid",{"n":1}]', b'22["bid",{"n":2}]')
    assert events.calls == [("bid", "ann", {"n": 1}), ("bid", "ann", {"n": 2})]
    events.bids[1].set_result({"ok": True, "seq": 4})
    events.bids[0].set_result(Rejection(Code.TOO_LOW, "too low", {"minimum": 160}))
    await turns()
    error = {"code": "too_low", "message": "too low", "minimum": 160}
    assert events.answers() == [(1, {"ok": False, "error": error}), (2, {"ok": True, "seq": 4})]


async def test_an_event_that_is_handled_alone_begins_after_all_earlier_answers() -> None:
    events = Events()
    events.peer.receive(b'21["bid",{}]', b'22["watch",{}]', b'23["bid",{}]')
    await turns()
    assert events.names() == ["bid"]
    events.bids[0].set_result({"ok": True})
    await turns()
    assert events.names() == ["bid", "watch", "bid"]


async def test_an_answer_that_comes_later_does_not_hold_up_the_events_after_it() -> None:
    events = Events()
    events.peer.receive(b'21["late",{}]', b'22["watch",{}]', b'23["bid",{}]')
    await turns()
    events.bids[0].set_result({"ok": True})
    await turns()
    assert [number for number, _ in events.answers()] == [2, 3]
    (later,) = events.tasks
    events.archived.set_result({"ok": True, "late": True})
    await later
    assert events.answers()[2:] == [(1, {"ok": True, "late": True})]


@pytest.mark.parametrize("error", [Refused(Code.UNAVAILABLE, "down"), ZeroDivisionError()])
async def test_a_later_answer_may_be_a_refusal(error: Exception) -> None:
    events = Events()
    events.peer.receive(b'21["late",{}]')
    await turns()
    events.archived.set_exception(error)
    with capture_logs():
        await events.tasks[0]
    ((number, answer),) = events.answers()
    assert (number, answer["error"]["code"] in ("unavailable", "internal")) == (1, True)
    assert not events.dispatcher._open


async def test_a_polling_socket_is_sent_its_later_answer_on_its_own() -> None:
    events = Events()
    packet = b'21["late",{}]'
    assert await events.dispatcher.answer(events.polling, packet, 0, events.send) == b""
    events.archived.set_result({"ok": True})
    await events.tasks[0]
    assert events.sent == [b'31[{"ok":true}]']


async def test_a_socket_has_a_bounded_number_of_later_answers() -> None:
    events = Events()
    events.peer.receive(*[b'21["late",{}]'] * (OPEN_MAX + 2))
    for _ in range(OPEN_MAX):
        await turns()
    assert len(events.tasks) == OPEN_MAX
    events.archived.set_result({"ok": True})
    await turns()
    assert len(events.answers()) == 2
    await asyncio.gather(*events.tasks)
    assert (len(events.answers()), len(events.dispatcher._open)) == (OPEN_MAX + 2, 0)


@pytest.mark.parametrize("name", [b'"nonsense"', b'"connect"', b'"disconnect"', b"7", b"null"])
async def test_an_event_without_a_handler_is_refused(name: bytes) -> None:
    events = Events()
    events.peer.receive(b"21[" + name + b",{}]")
    ((number, answer),) = events.answers()
    assert (number, answer["error"]["code"], events.calls) == (1, "invalid", [])


@pytest.mark.parametrize("arguments", [b"", b",{},{}"])
async def test_an_event_without_exactly_one_argument_is_refused(arguments: bytes) -> None:
    events = Events()
    events.peer.receive(b'21["watch"' + arguments + b"]")
    ((_, answer),) = events.answers()
    assert (answer["error"]["code"], events.calls) == ("invalid", [])


async def test_an_event_above_the_rate_is_refused_with_the_time_to_wait() -> None:
    events = Events()
    events.peer.receive(b'21["watch",{}]', wait_ms=40)
    ((_, answer),) = events.answers()
    assert answer["error"]["code"] == "rate_limited"
    assert answer["error"]["retry_after_ms"] == 40
    assert events.calls == []


@pytest.mark.parametrize("packet", [b'21["watch"', b"21[" + b"[" * 20_000, b'21["\xff'])
async def test_an_event_above_the_rate_is_not_decoded(packet: bytes) -> None:
    events = Events()
    events.peer.receive(packet, wait_ms=40)
    ((_, answer),) = events.answers()
    assert (answer["error"]["code"], events.peer.closed) == ("rate_limited", False)


@pytest.mark.parametrize("rest", [b"x" * EVENT_BYTES_MAX, b"[" * EVENT_BYTES_MAX])
async def test_an_event_that_is_too_long_is_refused_before_it_is_decoded(rest: bytes) -> None:
    events = Events()
    events.peer.receive(b"21[" + rest)
    ((_, answer),) = events.answers()
    assert (answer["error"]["code"], events.peer.closed) == ("invalid", False)
    assert events.refused == {"too_long": 1}


async def test_an_event_may_name_the_default_namespace() -> None:
    events = Events()
    events.peer.receive(b'2/,1["watch",{}]')
    await turns()
    assert [number for number, _ in events.answers()] == [1]


async def test_an_event_of_a_socket_outside_the_namespace_is_ignored() -> None:
    events = Events()
    events.rooms.sids.clear()
    events.peer.receive(b'21["watch",{}]')
    await turns()
    assert (events.calls, events.peer.written, events.peer.closed) == ([], [], False)
    assert await events.dispatcher.answer(events.polling, b'21["watch",{}]', 0, events.send) == b""
    assert events.refused == {"not_joined": 2}


async def test_an_event_without_an_acknowledgement_id_is_handled_and_not_answered() -> None:
    events = Events()
    events.peer.receive(b'2["watch",{}]')
    await turns()
    assert (events.names(), events.peer.written) == (["watch"], [])


@pytest.mark.parametrize(
    "packet", [b'21["watch"', b"2[]", b"21[" + b"[" * 10_000, b"\xff", b'21["watch",{"a":NaN}]']
)
async def test_a_malformed_packet_closes_its_socket(packet: bytes) -> None:
    events = Events()
    events.peer.receive(packet)
    await turns()
    assert (events.peer.closed, events.calls, events.packets) == (True, [], [])
    assert events.refused == {"malformed": 1}


async def test_a_packet_that_is_not_an_event_is_given_to_the_library() -> None:
    events = Events()
    events.peer.receive(b"0{}")
    await turns()
    assert (events.packets, events.peer.written) == ([("eio-ann", "0{}")], [])


async def test_a_connect_packet_that_can_be_answered_at_once_is_not_given_to_the_library() -> None:
    events = Events()
    events.joined = [b'0{"sid":"ann"}', None]
    events.peer.receive(b"0{}")
    assert events.peer.written == [text_frame(b'40{"sid":"ann"}')]
    assert events.packets == []
    events.peer.receive(b"0{}")
    await turns()
    assert events.packets == [("eio-ann", "0{}")]


async def test_a_malformed_connect_packet_closes_its_socket() -> None:
    events = Events()
    events.joined = [msgspec.DecodeError("no JSON")]
    events.peer.receive(b"0{")
    assert events.peer.closed
    assert events.refused["malformed"] == 1


async def test_joining_that_fails_is_logged_and_closes_its_socket() -> None:
    events = Events()
    events.joined = [ZeroDivisionError()]
    with capture_logs() as logs:
        events.peer.receive(b"0{}")
    assert [line["event"] for line in logs] == ["packet_failed"]
    assert events.peer.closed


async def test_a_packet_above_the_rate_that_is_not_an_event_closes_its_socket() -> None:
    events = Events()
    events.peer.receive(b"0{}", wait_ms=40)
    assert (events.peer.closed, events.packets) == (True, [])


async def test_a_handler_that_fails_is_logged_and_answered_as_internal() -> None:
    events = Events()
    with capture_logs() as logs:
        events.peer.receive(b'21["broken",{"bid_id":"b1","item_id":7,"amount":"secret"}]')
        await turns()
    ((_, answer),) = events.answers()
    assert (answer["error"]["code"], events.peer.closed) == ("internal", False)
    (entry,) = logs
    assert (entry["event"], entry["name"], entry["bid_id"]) == ("event_failed", "broken", "b1")
    assert entry.keys().isdisjoint({"item_id", "amount"})


@pytest.mark.parametrize("name", ["bid", "watch", "secret", "broken", "nonsense"])
@pytest.mark.parametrize("wait_ms", [0, 40])
async def test_an_event_has_the_same_answer_by_polling_as_by_websocket(
    name: str, wait_ms: int
) -> None:
    events = Events()
    packet = f'21["{name}",{{}}]'.encode()
    events.peer.receive(packet, wait_ms=wait_ms)
    polling = asyncio.create_task(
        events.dispatcher.answer(events.polling, packet, wait_ms, events.send)
    )
    await turns()
    for bid in events.bids:
        bid.set_result({"ok": True, "seq": 3})
    acknowledged = await polling
    assert acknowledged[:2] == b"31"
    assert [(1, json.loads(acknowledged[2:])[0])] == events.answers()
    await turns()


BUSY = Rejection(Code.BUSY, "too busy", {"retry_after_ms": 1_000})


@pytest.mark.parametrize("rest", [b"{}]", b"{", b"\xff"])
async def test_an_overloaded_node_refuses_a_bid_of_an_offender_by_its_head(rest: bytes) -> None:
    events = Events()
    events.overload, events.peer.offender_until = BUSY, 1.0
    events.peer.receive(b'21["bid",' + rest)
    ((number, answer),) = events.answers()
    assert (number, answer["error"]["code"], answer["error"]["retry_after_ms"]) == (
        1,
        "busy",
        1_000,
    )
    assert (events.calls, events.peer.closed) == ([], False)


async def test_a_bid_after_the_answer_busy_holds_its_socket_and_not_its_other_events() -> None:
    events = Events()
    events.overload = BUSY
    events.peer.receive(b'21["bid",{}]', b'22["bid",{}]')
    assert (events.names(), events.peer.reading) == (["bid"], True), "the second is not decoded"
    events.throttle.read(events.peer)
    await turns()
    events.peer.receive(b'23["bid",{}]')
    assert (events.peer.throttled, events.peer.reading) == (True, False)
    events.overload = None
    events.peer.receive(b'24["bid",{}]', b'25["watch",{}]')
    await turns()
    codes = [body.get("error", {}).get("code") for _, body in events.answers()]
    assert (codes, events.names()) == (["busy"] * 4 + [None], ["bid", "bid", "watch"])


async def test_busy_as_the_answer_of_the_floor_counts_as_well() -> None:
    events = Events()
    for _ in range(2):
        events.peer.receive(b'21["bid",{}]')
        events.bids[-1].set_result(BUSY)
        await turns()
    assert events.peer.throttled


async def test_a_polling_socket_that_bids_again_too_early_is_held_as_well() -> None:
    events = Events()
    events.overload = BUSY
    bids = [b'21["bid",{}]', b'22["bid",{}]', b'23["bid",{}]']
    for number, packet in enumerate(bids, start=1):
        answer = await events.dispatcher.answer(events.polling, packet, 0, events.send)
        assert answer.startswith(b'3%d[{"ok":false,"error":{"code":"busy"' % number)
        await turns()
    assert events.polling.throttled
    assert (events.throttle.holds, events.throttle.refused) == (1, 1)
