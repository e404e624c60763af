"""Sockets that bid."""

import asyncio
from pathlib import Path

import pytest

from loadtest.evidence import Answer, Sent, Unconfirmed, read_logs
from loadtest.swarm.sockets.bidder import Bidder
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.wire.frames import ProtocolError
from tests.unit.loadtest.swarm.sockets.links import (
    Recorder,
    encoded,
    item,
    join,
    new_log,
    run_state,
)

ACCEPTED = {"ok": True, "seq": 3, "price": 100, "minimum": 110, "leading": True, "ends_at": None}


def joined(state: RunState) -> tuple[Bidder, Recorder]:
    bidder = Bidder(state, state.nodes[0], list(state.items.values()), "ann", "token")
    return bidder, join(bidder)


def refusal(code: str) -> bytes:
    return encoded({"ok": False, "error": {"code": code, "message": "m"}})


async def test_a_bidder_watches_all_its_items_and_then_is_ready() -> None:
    bidder, transport = joined(run_state("lamp", "vase"))
    assert transport.packets == [
        b'420["watch",{"item_id":"lamp"}]',
        b'421["watch",{"item_id":"vase"}]',
    ]
    bidder.ready = ready = asyncio.get_running_loop().create_future()
    bidder.acknowledged(0, encoded({"ok": True, "item": item()}))
    assert not ready.done()
    bidder.acknowledged(1, encoded({"ok": True, "item": item(item_id="vase")}))
    assert ready.done()


def test_a_bidder_bids_on_its_items_in_turn() -> None:
    bidder, transport = joined(run_state("lamp", "vase"))
    transport.packets.clear()
    for _ in range(3):
        bidder.bid(0)
    assert [packet.split(b'"item_id":"')[1][:4] for packet in transport.packets] == [
        b"lamp",
        b"vase",
        b"lamp",
    ]


def test_a_bidder_that_heeds_sends_nothing_until_it_may_retry() -> None:
    state = run_state()
    state.heed, state.closed_loop = True, False
    bidder, transport = joined(state)
    bidder.bid(0)
    busy = {"code": "busy", "message": "m", "retry_after_ms": 60_000}
    bidder.acknowledged(1, encoded({"ok": False, "error": busy}))
    transport.packets.clear()
    bidder.bid(0)
    assert transport.packets == []
    assert state.tally.counts.held == 1


def test_in_a_closed_loop_an_answer_brings_the_next_bid() -> None:
    state = run_state()
    bidder, transport = joined(state)
    state.bidding = True
    bidder.bid(0)
    bidder.acknowledged(1, encoded(ACCEPTED))
    assert len(transport.packets) == 3
    assert b'"amount":110' in transport.packets[-1]
    assert (state.tally.counts.accepted, state.nodes[0].accepted) == (1, 1)


def test_a_bidder_does_not_bid_on_a_closed_item() -> None:
    state = run_state()
    state.closed_loop = False
    bidder, transport = joined(state)
    bidder.bid(0)
    bidder.acknowledged(1, refusal("closed"))
    sent = len(transport.packets)
    bidder.bid(0)
    assert len(transport.packets) == sent
    assert state.over.is_set(), "no item is open any more"


def test_an_answer_to_an_unknown_event_is_refused() -> None:
    bidder, _ = joined(run_state())
    with pytest.raises(ProtocolError, match="never sent"):
        bidder.acknowledged(7, encoded(ACCEPTED))


def test_every_bid_is_logged_with_its_outcome(tmp_path: Path) -> None:
    state = run_state(log=new_log(tmp_path))
    state.closed_loop = False
    bidder, _ = joined(state)
    for _ in range(3):
        bidder.bid(0)
    bidder.acknowledged(1, encoded(ACCEPTED))
    bidder.acknowledged(2, refusal("too_low"))
    bidder.abandon_bids("no answer")
    assert state.log is not None
    state.log.close()
    kinds = [type(line) for line in read_logs(tmp_path)]
    assert kinds == [Sent, Sent, Sent, Answer, Answer, Unconfirmed]
    assert state.tally.counts.unanswered == 1
