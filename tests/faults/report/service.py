"""The part of the page about service that was back late, and why."""

from collections.abc import Mapping

from tests.faults.checks import SERVICE_S


def late(passed_s: Mapping[str, float], left_s: Mapping[str, float]) -> str:
    """Return the text; the times are the longest ones by the fault or pair."""
    by_clock = [name for name, seconds in passed_s.items() if seconds > SERVICE_S]
    own = sorted(name for name in by_clock if left_s.get(name, 0) > SERVICE_S)
    pairs = sum(" + " in name for name in by_clock)
    counted = f"{len(by_clock) - pairs} faults alone and after {pairs} pairs"
    lines = [
        "## Service that was back late",
        f"Service has to be back {SERVICE_S:g} s after a fault has ended.",
        f"By the clock it was later at least once after {counted}, as nodes and bidders waited for a CPU.",
        "The load of each run is in the table of the runs.",
    ]
    if own:
        lines += ["Less these waits it was later after:", ""]
        lines += [f"- `{name}`: {left_s[name]:.2f} s" for name in own]
    else:
        longest = max(left_s.values(), default=0)
        lines.append(f"Less these waits the longest time was {longest:.2f} s.")
    return "\n".join(lines) + "\n"
