"""Durations as people write them on the command line."""

import math

SECONDS_MAX = 1e6


def seconds(text: str) -> float:
    """Read a number of seconds, above 0 and up to SECONDS_MAX; raises ValueError."""
    number = float(text)
    if not math.isfinite(number) or not 0 < number <= SECONDS_MAX:
        raise ValueError(f"{text!r} is not a number of seconds")
    return number
