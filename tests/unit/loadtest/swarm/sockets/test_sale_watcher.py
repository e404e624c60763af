"""Sockets that watch the whole sale."""

from typing import Any

from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.sale_watcher import SaleWatcher, note_commits
from loadtest.swarm.wire.packets import Bid, NewBid, SaleMessage, SaleRow
from tests.unit.loadtest.swarm.sockets.links import Recorder, encoded, join, run_state

LAMP = {"item_id": "lamp", "epoch": 0, "seq": 2, "price": 100, "status": "open"}


def joined(state: RunState) -> tuple[SaleWatcher, Recorder]:
    watcher = SaleWatcher(state, state.nodes[0], "sale")
    return watcher, join(watcher)


def page(number: int, **more: Any) -> bytes:
    answer = {"ok": True, "feed": "a", "number": number, "as_of": 50, "items": [LAMP]}
    return encoded({**answer, "next_after": None, **more})


def message(number: int, seq: int, feed: str = "a") -> SaleMessage:
    return SaleMessage(feed, number, 60, [SaleRow("lamp", 0, seq, 100 + seq, "open")])


def is_right(watcher: SaleWatcher, seq: int, price: int) -> bool:
    items = {"lamp": {"seq": seq, "price": price}}
    return watcher.is_right({name for name, s in watcher.state.sale.items() if s.shows(items)})


def test_all_pages_are_read_before_the_watcher_is_ready() -> None:
    watcher, transport = joined(run_state())
    watcher.acknowledged(0, page(5, next_after="lamp"))
    assert not is_right(watcher, 2, 100)
    watcher.acknowledged(0, page(5))
    assert is_right(watcher, 2, 100)
    assert transport.packets == [
        b'420["watch_sale",{"auction_id":"sale"}]',
        b'420["watch_sale",{"auction_id":"sale","after":"lamp"}]',
    ]


def test_messages_in_order_are_shown_and_a_gap_is_asked_for_once() -> None:
    state = run_state()
    watcher, transport = joined(state)
    watcher.acknowledged(0, page(5))
    watcher.received(message(6, 3))
    assert is_right(watcher, 3, 103)
    watcher.received(message(8, 5))
    watcher.received(message(9, 6))
    assert not is_right(watcher, 6, 106)
    assert transport.packets[1:] == [
        b'420["watch_sale",{"auction_id":"sale","feed":"a","number":6,"as_of":60}]'
    ]
    watcher.acknowledged(0, page(9, items=[]))
    assert is_right(watcher, 6, 106)
    assert (state.tally.sale_gaps, state.tally.counts.sale_deliveries) == (1, 3)


def test_a_message_before_the_first_answer_has_what_it_may_lack_asked_for() -> None:
    watcher, transport = joined(run_state())
    watcher.received(message(6, 3))
    watcher.acknowledged(0, page(5))
    assert len(transport.packets) == 2
    watcher.acknowledged(0, page(6, items=[]))
    assert is_right(watcher, 3, 103)


def test_a_message_is_folded_once_for_all_sockets_and_timed_from_its_oldest_commit() -> None:
    state = run_state()
    watchers = [joined(state)[0] for _ in range(2)]
    state.tally.measuring = True
    shared = message(6, 3)
    for watcher in watchers:
        watcher.acknowledged(0, page(5))
    watchers[0].received(shared)
    note_commits(state, NewBid("lamp", 3, 3, 1, 1, None, 1, None, [Bid(3, "b", "Ann#a", 1, 5)]))
    watchers[1].received(shared)
    assert (state.tally.sale_messages, state.tally.sale_rows) == (1, 1)
    assert (state.tally.sale_delivery.total, shared.oldest_at) == (1, 5)


async def test_a_sale_that_can_not_be_read_now_is_asked_for_again() -> None:
    state = run_state()
    watcher, _ = joined(state)
    watcher.acknowledged(0, encoded({"ok": False, "error": {"code": "busy"}}))
    assert state.tally.watches_repeated == 1
