"""The results of growth."""

from pathlib import Path

from loadtest.bench.growth.results import read_growth, write_growth
from tests.unit.loadtest.bench.growth.made_growth import axis, growth, point


def test_a_ratio_compares_samples_of_the_same_round_and_is_their_median() -> None:
    # The machine was three times as slow in the second round.
    found = axis("items", point(10, 100, 300, 100), point(10_000, 110, 330, 300))
    assert found.ratio("node_us") == 1.1
    assert found.points[0].medians["node_us"] == 100


def test_a_cost_without_a_value_has_no_ratio() -> None:
    found = axis("items", point(10, 100), point(10_000, 110))
    found.points[0].rows[0]["page_ms"] = None
    assert found.ratio("page_ms") is None
    assert found.points[0].medians["page_ms"] is None


def test_what_idle_sockets_use_is_no_part_of_a_bid() -> None:
    found = axis("sockets", point(0, 101, idle_us=1_000), point(5_000, 120, idle_us=20_000))
    assert found.ratio_without_idle() == 1


def test_an_update_keeps_the_axes_that_it_has_not_measured() -> None:
    items = axis("items", point(10, 100))
    earlier = growth(axes=[items, axis("archive", point(0, 100))])
    later = growth(axes=[axis("archive", point(0, 200))], prediction=None, interference=0.0)
    found = later.with_others_of(earlier)
    assert [each.grows for each in found.axes] == ["items", "archive"]
    assert found.axes == [items, *later.axes]
    assert found.prediction == earlier.prediction
    assert found.interference == earlier.interference
    assert found.load_average == [*earlier.load_average, *later.load_average]


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert read_growth(tmp_path) is None
    write_growth(tmp_path / "part", growth())
    assert read_growth(tmp_path / "part") == growth()


def test_an_axis_is_found_by_what_grows() -> None:
    found = growth().axis("sockets")
    assert found is not None
    assert [each.value for each in found.points] == [0, 1_000]
    assert growth().axis("history") is None
