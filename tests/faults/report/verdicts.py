"""What the rounds that failed have failed: a judge found something, or only a check after a fault did."""

from collections.abc import Iterator, Sequence

from tests.faults.programme import NO_END
from tests.faults.report.record import Json

UNJUDGED = (NO_END, ": round: ")
"""Parts of the findings of a round that ended before its judges."""

SHOWN_MAX = 110
"""The characters of a finding that are shown."""


def found_by_judges(runs: Sequence[Json]) -> int:
    """Return the number of rounds in which the audit or a statement of SQL found a difference."""
    return sum(any(map(_is_of_a_judge, failure["findings"])) for failure in _failures(runs))


def judged(runs: Sequence[Json]) -> int:
    """Return the number of rounds that came to their judges."""
    unjudged = sum(any(map(_is_unjudged, failure["findings"])) for failure in _failures(runs))
    return int(sum(run["rounds"] for run in runs)) - unjudged


def failures_of(runs: Sequence[Json]) -> str:
    """Return the failed rounds in a list, each with its first finding, and its cause if it is known."""
    failures = _failures(runs)
    if not failures:
        return ""
    command = "python -m tests.faults --recorded tests/faults/report/runs.json --seed N"
    lines = [f"A round is repeated by `{command}`.", ""]
    lines += (line for each in failures for line in _described(each))
    return "".join(f"{line}\n" for line in lines)


def _described(failure: Json) -> Iterator[str]:
    """Describe a failed round by its seed, the beginning of its first finding, and its cause."""
    first = failure["findings"][0]
    lines = [line.strip(" |+-") for line in first.splitlines() if line.strip(" |+-")]
    # The end of a traceback tells what happened; a round that came to no end names all of its faults.
    text = lines[0] if len(lines) < 2 else f"it ended with {lines[-1]}"
    text = text[text.index(NO_END) :] if NO_END in text else text
    text = text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + ".."
    yield f"- {failure['command'].rpartition('--')[2]}: {text}."
    if "cause" in failure:
        yield f"  {failure['cause']}"


def _failures(runs: Sequence[Json]) -> list[Json]:
    return [failure for run in runs for failure in run["failures"]]


def _is_of_a_judge(finding: str) -> bool:
    _, check, *_ = [*finding.split(": "), ""]
    return check.startswith(("audit ", "SQL "))


def _is_unjudged(finding: str) -> bool:
    return any(part in finding for part in UNJUDGED)
