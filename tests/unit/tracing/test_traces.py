"""Traces are of a share of the bids, and their spans belong together."""

import time

from server.tracing.spans import Span, context_of_bid
from server.tracing.traces import Traces

KEY = ("lamp", "b1")


def recorded(share: float = 1.0) -> tuple[Traces, list[Span]]:
    """Return traces of a share of bids, and the list of their spans."""
    spans: list[Span] = []
    return Traces(share, spans.append, node="one"), spans


def test_a_share_of_the_bids_is_chosen_and_every_node_chooses_the_same() -> None:
    names = [f"bid-{number}" for number in range(10_000)]
    one, _ = recorded(0.1)
    other, _ = recorded(0.1)
    chosen = [name for name in names if one.chooses(name)]
    assert 800 < len(chosen) < 1_200
    assert chosen == [name for name in names if other.chooses(name)]


def test_all_or_none_are_chosen_at_the_ends_of_the_scale() -> None:
    names = [f"bid-{number}" for number in range(1_000)]
    assert all(map(recorded(1.0)[0].chooses, names))
    assert not any(map(recorded(0.0)[0].chooses, names))


def test_stages_are_within_the_bid_and_steps_within_the_stage() -> None:
    traces, spans = recorded()
    context = traces.stage("round", KEY, 1.0, 2.0, items=3)
    traces.step("redis acquire", KEY, context, 1.2, 1.8)
    traces.bid(KEY, 0.5, 2.1, code="ok", seq=7)
    stage, step, bid = spans
    assert bid.context == stage.parent == context_of_bid(*KEY)
    assert (bid.parent, step.parent) == (None, stage.context)
    assert stage.attributes == {
        "auction.node": "one",
        "auction.item_id": "lamp",
        "auction.bid_id": "b1",
        "auction.items": 3,
    }
    assert (bid.attributes["auction.code"], bid.attributes["auction.seq"]) == ("ok", 7)


def test_times_are_those_of_the_wall_clock() -> None:
    traces, (spans) = recorded()
    now, monotonic = time.time_ns(), time.monotonic()
    traces.stage("wait", KEY, monotonic - 2, monotonic - 1)
    assert abs(spans[0].start_ns - (now - 2 * 10**9)) < 10**9
    assert abs((spans[0].end_ns - spans[0].start_ns) - 10**9) < 10**8


def test_shared_work_is_linked_with_every_bid_s_trace() -> None:
    traces, spans = recorded()
    other = ("vase", "b2")
    traces.batch("archive", [KEY, other], 1.0, 2.0, entries=9)
    batch, *own = spans
    assert (batch.name, batch.parent, batch.attributes["auction.entries"]) == (
        "archive batch",
        None,
        9,
    )
    assert batch.links == [context_of_bid(*KEY), context_of_bid(*other)]
    assert [each.parent for each in own] == batch.links
    assert all(each.links == [batch.context] for each in own)


def test_a_bid_that_failed_through_no_fault_of_the_bidder_is_marked() -> None:
    traces, spans = recorded()
    for code in ("unavailable", "too_low"):
        traces.bid(KEY, 1.0, 2.0, code=code, seq=None)
    assert [each.failed for each in spans] == [True, False]
