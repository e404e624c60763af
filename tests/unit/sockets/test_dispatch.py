"""The dispatcher: its table of handlers, and the order of answers."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from server.domain.rejection import Code, Rejection
from server.sockets.transport.pipeline import OPEN_MAX
from server.wire.errors import Refused
from tests.unit.sockets.recorded_events import Events, turns


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


async def test_an_event_may_name_the_default_namespace() -> None:
    events = Events()
    events.peer.receive(b'2/,1["watch",{}]')
    await turns()
    assert [number for number, _ in events.answers()] == [1]


async def test_an_event_without_an_acknowledgement_id_is_handled_and_not_answered() -> None:
    events = Events()
    events.peer.receive(b'2["watch",{}]')
    await turns()
    assert (events.names(), events.peer.written) == (["watch"], [])


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
