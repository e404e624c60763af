"""The computed tables of docs/scaling.md."""

from loadtest.bench.publish.capacity import capacity_lines
from tests.unit.loadtest.bench.growth.made_growth import axis, growth, point


def test_the_needs_name_a_target_that_one_node_bus_can_not_serve() -> None:
    text = "\n".join(capacity_lines(growth()))
    assert "| the node bus, read by every node | 9 | 66,667 |  |  |" in text
    dear = growth()
    dear.axes[0].points[1].rows[0]["node_us"] = 200
    assert "| 100,000 | 50,000 | not with one node bus |" in "\n".join(capacity_lines(dear))


def test_limits_and_needs_in_a_rush_are_beside_those_of_single_bids() -> None:
    rushing = axis("rush", point(1, 50), point(2, 54), cost=None)
    text = "\n".join(capacity_lines(growth(axes=[*growth().axes, rushing])))
    assert "| the node bus, read by every node | 9 | 66,667 | 3 | 200,000 |" in text
    assert "not with one node bus" not in text


def test_without_the_axes_there_is_no_capacity() -> None:
    assert capacity_lines(growth(axes=[])) == []
