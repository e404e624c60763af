"""The ids of spans: those of a bid are the same on every node, and all others are new."""

from server.tracing.spans import context_of_bid, context_within, new_context


def test_every_node_derives_the_same_context_from_a_bid() -> None:
    assert context_of_bid("lamp", "b1") == context_of_bid("lamp", "b1")
    others = {
        context_of_bid("lamp", "b2"),
        context_of_bid("vase", "b1"),
        context_of_bid("lam", "pb1"),
    }
    assert len(others | {context_of_bid("lamp", "b1")}) == 4


def test_ids_have_the_sizes_of_open_telemetry() -> None:
    for context in (context_of_bid("lamp", "b1"), new_context()):
        assert 0 < context.trace_id < 2**128
        assert 0 < context.span_id < 2**64


def test_a_stage_has_a_context_of_its_own_in_the_trace() -> None:
    bid = context_of_bid("lamp", "b1")
    one, other = context_within(bid), context_within(bid)
    assert one.trace_id == other.trace_id == bid.trace_id
    assert len({one.span_id, other.span_id, bid.span_id}) == 3
