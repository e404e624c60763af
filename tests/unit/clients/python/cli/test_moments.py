"""Moments and durations as people read and write them."""

import time

import pytest

from auction_client.cli.moments import (
    clock_time,
    date_and_time,
    parse_duration_ms,
    parse_moment_ms,
    remaining,
    seconds,
)
from auction_client.errors import WrongUsage


def test_a_duration_is_a_number_of_seconds_above_0() -> None:
    assert [seconds(text) for text in ("20", "0.5", "1000000")] == [20.0, 0.5, 1e6]


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "nan", "inf", "1e9"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"seconds|convert"):
        seconds(text)


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(-5, "0:00"), (1, "0:01"), (12_000, "0:12"), (83_000, "1:23"), (5_025_000, "1:23:45")],
)
def test_a_countdown_rounds_up_to_seconds(ms: int, shown: str) -> None:
    assert remaining(ms) == shown


def test_a_countdown_of_more_than_a_day_names_the_days() -> None:
    assert remaining(2 * 86_400_000 + 5_025_000) == "2 d 1:23:45"


def test_durations_have_a_unit() -> None:
    written = ("500ms", "90s", "+5m", "2h", "1d")
    assert [parse_duration_ms(text) for text in written] == [
        *(500, 90_000, 300_000, 7_200_000, 86_400_000)
    ]
    for text in ("", "5", "0s", "-5m", "5 m", "1.5h", "99999999d"):
        with pytest.raises(WrongUsage, match="is not a duration"):
            parse_duration_ms(text)


def test_a_moment_is_a_time_after_another_or_a_date_and_time() -> None:
    assert parse_moment_ms("+5m", 1_000) == 301_000
    assert parse_moment_ms("2030-01-31T18:00:00Z", 0) == 1_896_112_800_000
    assert parse_moment_ms("2030-01-31T18:00:00+01:00", 0) == 1_896_109_200_000
    for text in ("", "soon", "18", "2030-13-01T00:00", "+x"):
        with pytest.raises(WrongUsage, match="is not a"):
            parse_moment_ms(text, 0)


def test_times_have_the_offset_of_the_local_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone, shown in (("UTC", "00:00:00+00:00"), ("XXX-5:30", "05:30:00+05:30")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert clock_time(0) == shown
        assert date_and_time(0) == f"1970-01-01 {shown}"
    monkeypatch.undo()
    time.tzset()


def test_a_moment_beyond_the_calendar_is_written_in_milliseconds() -> None:
    assert clock_time(2**53) == date_and_time(2**53) == f"{2**53} ms"
