"""The model of a bid's cost."""

import math

import pytest

from loadtest.bench.growth.model import (
    BUSY_MAX,
    MESSAGES_PER_S,
    Coefficients,
    Cost,
    Target,
    Wall,
    coefficients,
    needs,
    predicted,
    predicted_ratio,
    walls,
)
from tests.unit.loadtest.bench.growth.made_growth import FURTHER_US, IDLE_US, ONE_US, growth, row


def known(**more: object) -> Coefficients:
    found = coefficients(growth(**more))
    assert found is not None
    return found


def test_each_further_node_costs_as_much_as_the_second() -> None:
    found = predicted(row(100, redis_us=50), row(115, redis_us=52), 4)
    assert found["node_us"] == 145
    assert found["redis_us"] == 56
    assert predicted_ratio(1.25, 4) == 1.75
    assert predicted_ratio(None, 4) is None


def test_the_coefficients_leave_out_what_idle_nodes_and_sockets_use() -> None:
    found = known()
    assert found.bid["node_us"] == Cost(ONE_US - 1, FURTHER_US - 1)
    assert found.node_us_per_s == IDLE_US
    assert found.socket_us_per_s == 0.5
    assert found.socket_bytes == 20_000
    assert (found.delivery_us, found.delivery_bytes) == (8, 400)


def test_no_further_node_makes_a_bid_cheaper() -> None:
    found = growth()
    found.axes[0].points[1].rows[0]["redis_us"] = 0.5
    cost = known(axes=found.axes).bid["redis_us"]
    assert (cost.first, cost.further) == (1, 0)


def test_without_an_axis_there_are_no_coefficients() -> None:
    assert coefficients(growth(axes=growth().axes[:2])) is None


def test_the_nodes_of_a_target_are_the_fewest_that_leave_their_cores_some_room() -> None:
    target = Target(100_000, 10_000)
    found = needs(known(), target)
    assert found.nodes is not None

    def busy(nodes: int) -> float:
        watching = target.watchers * (0.5 + MESSAGES_PER_S * 8)
        bids = target.bids_per_s * (ONE_US - 1 + (nodes - 1) * (FURTHER_US - 1))
        return (watching + bids + nodes * IDLE_US) / 1e6 / nodes

    assert busy(found.nodes) <= BUSY_MAX < busy(found.nodes - 1)
    assert found.node_cores == pytest.approx(busy(found.nodes) * found.nodes)


def test_a_target_needs_ram_and_network_for_each_watcher() -> None:
    found = needs(known(), Target(100_000, 1_000))
    assert found.sockets_gb == pytest.approx(2)
    assert found.out_mbit_per_s == pytest.approx(100_000 * MESSAGES_PER_S * 400 * 8 / 1e6)


def test_no_number_of_nodes_is_enough_where_reading_all_news_fills_a_core() -> None:
    limit = BUSY_MAX * 1e6 / (FURTHER_US - 1)
    assert needs(known(), Target(1, round(0.9 * limit))).nodes is not None
    assert needs(known(), Target(1, round(1.1 * limit))).nodes is None


def test_the_wall_that_is_reached_first_is_named_first() -> None:
    found = walls(known(), 4)
    assert [wall.bids_per_s for wall in found] == sorted(wall.bids_per_s for wall in found)
    assert found[0].name.startswith("the node bus")


def test_a_cost_of_nothing_is_no_wall() -> None:
    assert Wall("a part", 0).bids_per_s == math.inf
    assert Wall("a part", 60).bids_per_s == pytest.approx(10_000)
