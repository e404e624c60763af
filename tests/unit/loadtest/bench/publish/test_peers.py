"""The strongest peer of a load."""

from loadtest.bench.publish.peers import strongest
from loadtest.bench.results import Row

ROWS: dict[str, Row] = {
    "auction": {"accepted_per_s": 900.0, "us_per_accepted": 80.0},
    "auction, everysec": {"accepted_per_s": 950.0, "us_per_accepted": 79.0},
    "setnx": {"accepted_per_s": 90.0, "us_per_accepted": None},
    "lua": {"accepted_per_s": 500.0, "us_per_accepted": 700.0},
    "node-lua": {"accepted_per_s": 400.0, "us_per_accepted": 300.0},
}


def test_the_highest_rate_and_the_lowest_cost_are_the_strongest() -> None:
    assert strongest(ROWS, "accepted_per_s", is_cost=False) == ("lua", 500.0)
    assert strongest(ROWS, "us_per_accepted", is_cost=True) == ("node-lua", 300.0)


def test_the_product_itself_is_not_a_peer() -> None:
    ours = {name: row for name, row in ROWS.items() if name.startswith("auction")}
    assert strongest(ours, "accepted_per_s", is_cost=False) == (None, None)
