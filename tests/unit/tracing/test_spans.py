"""The ids of spans: those of a bid are the same on every node, and all others are new."""

from server.tracing.spans import new_place, place_of_bid, place_within


def test_every_node_derives_the_same_place_from_a_bid() -> None:
    assert place_of_bid("lamp", "b1") == place_of_bid("lamp", "b1")
    others = {place_of_bid("lamp", "b2"), place_of_bid("vase", "b1"), place_of_bid("lam", "pb1")}
    assert len(others | {place_of_bid("lamp", "b1")}) == 4


def test_ids_have_the_sizes_of_open_telemetry() -> None:
    for place in (place_of_bid("lamp", "b1"), new_place()):
        assert 0 < place.trace_id < 2**128
        assert 0 < place.span_id < 2**64


def test_a_stage_has_a_place_of_its_own_in_the_trace() -> None:
    bid = place_of_bid("lamp", "b1")
    one, other = place_within(bid), place_within(bid)
    assert one.trace_id == other.trace_id == bid.trace_id
    assert len({one.span_id, other.span_id, bid.span_id}) == 3
