"""Packets that are refused, malformed, or no events of the contract."""

import msgspec
import pytest
from structlog.testing import capture_logs

from server.sockets.dispatch import EVENT_BYTES_MAX
from server.sockets.transport.frames import text_frame
from tests.unit.sockets.recorded_events import Events, turns


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
    assert events.peer.has_erred
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


async def test_an_event_of_a_socket_outside_the_namespace_is_ignored() -> None:
    events = Events()
    events.rooms.sids.clear()
    events.peer.receive(b'21["watch",{}]')
    await turns()
    assert (events.calls, events.peer.written, events.peer.closed) == ([], [], False)
    assert await events.dispatcher.answer(events.polling, b'21["watch",{}]', 0, events.send) == b""
    assert events.refused == {"not_joined": 2}


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


async def test_a_packet_above_the_rate_that_is_not_an_event_is_a_flood() -> None:
    events = Events()
    events.peer.receive(b"0{}", wait_ms=40)
    assert (events.peer.flooded, events.peer.closed, events.packets) == (True, False, [])
