"""Sockets that only watch."""

from pathlib import Path
from typing import Any

from loadtest.evidence import End, Saw, read_logs
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.watcher import LoggingWatcher, Watcher
from loadtest.swarm.wire.packets import Bid, NewBid
from tests.unit.loadtest.swarm.sockets.links import (
    Recorder,
    encoded,
    item,
    join,
    new_log,
    run_state,
)


def joined(state: RunState) -> tuple[Watcher, Recorder]:
    watcher = Watcher(state, state.nodes[0], state.items["lamp"])
    return watcher, join(watcher)


def new_bid(seq: int, from_seq: int | None = None, **more: Any) -> NewBid:
    bids = [Bid(seq, f"b{seq}", "Ann#aaaaa", 100 + seq, 5)]
    price = 100 + seq
    return NewBid("lamp", from_seq or seq, seq, price, price + 10, None, 1, None, bids, **more)


def answer(seq: int, complete: bool = True) -> bytes:
    return encoded({"ok": True, "item": item(seq, 100 + seq), "bids": [], "complete": complete})


def test_a_message_without_a_gap_is_shown() -> None:
    watcher, transport = joined(run_state())
    watcher.acknowledged(0, answer(2))
    watcher.received(new_bid(3))
    assert watcher.shows({"seq": 3, "price": 103})
    assert len(transport.packets) == 1, "only the first watch was sent"


def test_a_gap_is_filled_by_one_watch_with_since() -> None:
    state = run_state()
    watcher, transport = joined(state)
    watcher.acknowledged(0, answer(2))
    watcher.received(new_bid(5))
    watcher.received(new_bid(7))
    assert transport.packets[1:] == [b'420["watch",{"item_id":"lamp","since":2}]']
    watcher.acknowledged(0, answer(7))
    assert (state.tally.gaps, state.tally.gaps_filled) == (1, 1)
    assert len(transport.packets) == 2


def test_an_answer_from_before_a_newer_gap_brings_another_watch() -> None:
    watcher, transport = joined(run_state())
    watcher.acknowledged(0, answer(2))
    watcher.received(new_bid(5))
    watcher.received(new_bid(9))
    watcher.acknowledged(0, answer(6))
    assert transport.packets[-1] == b'420["watch",{"item_id":"lamp","since":6}]'


def test_a_snapshot_makes_no_gap() -> None:
    state = run_state()
    watcher, transport = joined(state)
    watcher.acknowledged(0, answer(2))
    watcher.received(new_bid(90, from_seq=80, complete=False))
    assert (state.tally.gaps, state.tally.snapshots) == (0, 1)
    assert len(transport.packets) == 1


def test_an_older_message_changes_nothing() -> None:
    watcher, _ = joined(run_state())
    watcher.acknowledged(0, answer(9))
    watcher.received(new_bid(3))
    assert watcher.shows({"seq": 9, "price": 109})


def test_after_a_reconnect_the_watch_starts_from_the_screen() -> None:
    watcher, _ = joined(run_state())
    watcher.acknowledged(0, answer(2))
    watcher.prepare()
    transport = join(watcher)
    assert transport.packets == [b'420["watch",{"item_id":"lamp","since":2}]']


def test_a_logging_watcher_logs_messages_answers_and_the_last_screen(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    state = run_state(log=log)
    watcher = LoggingWatcher(state, state.nodes[0], state.items["lamp"], "w0", log)
    join(watcher)
    watcher.acknowledged(0, answer(2))
    watcher.received(new_bid(3))
    watcher.ended()
    log.close()
    first, second, last = read_logs(tmp_path)
    assert isinstance(first, Saw)
    assert isinstance(second, Saw)
    assert isinstance(last, End)
    assert (first.from_seq, second.from_seq, last.seq) == (1, 3, 3)
