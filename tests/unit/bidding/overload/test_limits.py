"""The bounds of the floor."""

from server.bidding.overload.limits import FloorLimits


def test_a_queue_is_closed_well_before_its_bids_time_out() -> None:
    limits = FloorLimits(bid_timeout_ms=2_000)
    assert limits.wait_max_ms * 2 < limits.bid_timeout_ms
