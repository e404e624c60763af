"""The page says after which faults service was back late, and whether a busy machine was the reason."""

from tests.faults.report.service import late


def test_what_was_late_by_the_clock_alone_is_counted() -> None:
    passed_s = {"a_node_dies": 6.0, "redis_pauses": 1.9, "a_node_dies + redis_pauses": 2.1}
    text = late([{"seed": 1, "without_service_s": passed_s, "left_s": {"a_node_dies": 0.31}}])
    assert "after 1 faults alone and after 1 pairs" in text
    assert "the longest time in the last run was 0.31 s" in text
    assert "In all runs" not in text


def test_what_was_late_on_its_own_is_named_with_its_run() -> None:
    passed_s = {"a_node_dies": 6.0, "redis_pauses": 3.0}
    late_run = {"seed": 7, "without_service_s": passed_s, "left_s": {"a_node_dies": 2.41}}
    good_run = {"seed": 8, "without_service_s": passed_s, "left_s": {"a_node_dies": 1.2}}
    text = late([late_run, good_run])
    assert "- `a_node_dies`: 2.41 s, seed 7" in text
    assert "`redis_pauses`" not in text
    assert "the longest time in the last run was 1.20 s" in text
