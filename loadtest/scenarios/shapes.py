"""The number of users over time: steady, a ramp, or a rush near the end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """The length of a run in seconds, the largest number of users, and the users/s that may start."""

    seconds: float
    users: int
    spawn_rate: float


def steady(plan: Plan, _elapsed: float) -> int:
    """Return all users at every time."""
    return plan.users


def ramp(plan: Plan, elapsed: float) -> int:
    """Return a number that grows evenly for four fifths of the run, and then stays."""
    return max(1, round(plan.users * min(1.0, elapsed / (0.8 * plan.seconds))))


def rush(plan: Plan, elapsed: float) -> int:
    """Return a fifth of the users, and all of them in the last third, as before a close."""
    return plan.users if elapsed > plan.seconds * 2 / 3 else max(1, plan.users // 5)


SHAPES = {"steady": steady, "ramp": ramp, "rush": rush}


def is_near(ends_at: float, now: float, window: float) -> bool:
    """Return whether `now` lies in the last `window` before an end; all in ms."""
    return 0 <= ends_at - now < window
