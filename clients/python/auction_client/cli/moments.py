"""Moments and durations as people read and write them."""

import math
import re
from datetime import UTC, datetime

from auction_client.errors import WrongUsage

SECONDS_MAX = 1e6

_DURATION = re.compile(r"(?P<number>[0-9]{1,7})(?P<unit>ms|s|m|h|d)")
_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def clock_time(at_ms: int) -> str:
    """Write a moment as the local time of the day, with its offset."""
    at = _local(at_ms)
    return at.timetz().isoformat("seconds") if at else f"{at_ms} ms"


def date_and_time(at_ms: int) -> str:
    """Write a moment as the local date and time, with its offset."""
    at = _local(at_ms)
    return at.isoformat(" ", "seconds") if at else f"{at_ms} ms"


def remaining(ms: int) -> str:
    """Write a duration as a countdown: `2 d 3:04:05`, `1:23:45`, `0:12`."""
    seconds = max(0, -(-ms // 1_000))
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours or days else f"{minutes}:{seconds:02}"
    return f"{days} d {clock}" if days else clock


def parse_duration_ms(text: str) -> int:
    """Read `90s`, `5m`, `2h`, `1d` or `500ms`; raises WrongUsage."""
    written = _DURATION.fullmatch(text.removeprefix("+"))
    if written is None or not int(written["number"]):
        raise WrongUsage(f"{text!r} is not a duration: write it like 90s, 5m or 2h")
    return int(written["number"]) * _UNIT_MS[written["unit"]]


def parse_moment_ms(text: str, since_ms: int) -> int:
    """Read `+5m` as that much after a moment, or a date and time, local without an offset.

    Raises WrongUsage.
    """
    if text.startswith("+"):
        return since_ms + parse_duration_ms(text)
    try:
        return int(datetime.fromisoformat(text).astimezone().timestamp() * 1_000)
    except (ValueError, OverflowError, OSError):
        example = "2030-01-31T18:00"
        raise WrongUsage(f"{text!r} is not a time: write it like +5m or {example}") from None


def seconds(text: str) -> float:
    """Read a number of seconds, above 0 and up to SECONDS_MAX; raises ValueError."""
    number = float(text)
    if not math.isfinite(number) or not 0 < number <= SECONDS_MAX:
        raise ValueError(f"{text!r} is not a number of seconds")
    return number


def _local(at_ms: int) -> datetime | None:
    """Return a moment in the local time zone, with its offset; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
