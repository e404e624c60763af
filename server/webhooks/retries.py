"""The time until a delivery, or a webhook whose deliveries fail, is tried again."""

FIRST_S = 5.0
FACTOR = 3.0
LONGEST_S = 3_600.0
JITTER = 0.25


def retry_after_s(failures: int, chance: float, asked_s: float = 0.0) -> float:
    """Return the seconds until the next attempt after so many failures in a row.

    They grow from FIRST_S by FACTOR to LONGEST_S, which a server that asks for more time (`asked_s`) can't
    exceed. `chance`, from 0 to 1, spreads them by JITTER to both sides.
    """
    delay_s: float = min(FIRST_S * FACTOR ** min(failures - 1, 10.0), LONGEST_S)
    spread_s = delay_s * (1 - JITTER + 2 * JITTER * chance)
    return max(spread_s, min(asked_s, LONGEST_S))
