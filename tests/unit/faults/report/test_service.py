"""The page says after which faults service was back late, and whether a busy machine was the reason."""

from tests.faults.report.service import late


def test_what_was_late_by_the_clock_alone_is_counted() -> None:
    passed_s = {"a_node_dies": 6.0, "redis_pauses": 1.9, "a_node_dies + redis_pauses": 2.1}
    text = late(passed_s, {"a_node_dies": 0.31})
    assert "after 1 faults alone and after 1 pairs" in text
    assert "the longest time was 0.31 s" in text


def test_what_was_late_on_its_own_is_named() -> None:
    text = late({"a_node_dies": 6.0, "redis_pauses": 3.0}, {"a_node_dies": 2.41})
    assert "- `a_node_dies`: 2.41 s" in text
    assert "`redis_pauses`" not in text
