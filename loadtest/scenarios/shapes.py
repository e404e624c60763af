"""How the crowd grows over time: steady, ramp, or the rush of the last minute; and when snipers come."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's length in seconds, its largest crowd, and how many users may come in a second."""

    seconds: float
    users: int
    spawn_rate: float


def steady(plan: Plan, _elapsed: float) -> int:
    """Keep everybody there from the beginning to the end."""
    return plan.users


def ramp(plan: Plan, elapsed: float) -> int:
    """Grow the crowd evenly until four fifths of the time, then keep it."""
    return max(1, round(plan.users * min(1.0, elapsed / (0.8 * plan.seconds))))


def rush(plan: Plan, elapsed: float) -> int:
    """Begin with a fifth; let the others all come in the last third, as before a close."""
    return plan.users if elapsed > plan.seconds * 2 / 3 else max(1, plan.users // 5)


SHAPES = {"steady": steady, "ramp": ramp, "rush": rush}


def is_near(ends_at: float, now: float, window: float) -> bool:
    """Tell whether it is in the last `window` before an end, all in ms; after it, it is not."""
    return 0 <= ends_at - now < window
