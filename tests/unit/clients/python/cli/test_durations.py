"""Numbers of seconds on the command line."""

import pytest

from auction_client.cli.durations import seconds


def test_a_duration_is_a_number_of_seconds_above_0() -> None:
    assert [seconds(text) for text in ("20", "0.5", "1000000")] == [20.0, 0.5, 1e6]


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "nan", "inf", "1e9"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"seconds|convert"):
        seconds(text)
