"""Shrinks the faults of a failing simulation to few that still fail, and writes them down as a test."""

from collections.abc import Callable, Sequence

from tests.simulation.faults import Fault

TRIES_MAX = 60
KIND_CHARS = 24
"""The beginning of a finding, which tells its kind where no colon ends it."""


def shrunk(faults: Sequence[Fault], fails: Callable[[Sequence[Fault]], bool]) -> list[Fault]:
    """Leave out faults, in large groups first, as long as the rest still fails."""
    left, size, tries = list(faults), max(1, len(faults) // 2), 0
    while tries < TRIES_MAX:
        for at in range(0, len(left), size):
            fewer = left[:at] + left[at + size :]
            tries += 1
            if fails(fewer):
                left = fewer
                break
        else:
            if size == 1:
                return left
            size = max(1, size // 2)
    return left


def kind_of(finding: str) -> str:
    """Return the kind of a finding: the letter of an invariant, an exception's name, or a few words."""
    last = finding.strip().splitlines()[-1]
    return last.partition(":")[0][:KIND_CHARS]


def as_test(seed: int, faults: Sequence[Fault], left: Sequence[Fault]) -> str:
    """Return the faults that are left, and the test for test_simulation.py that repeats them."""
    numbers = ",".join(str(number) for number, fault in enumerate(faults) if fault in left)
    lines = (
        f"{len(left)} of {len(faults)} faults are left. As a test:",
        "@pytest.mark.timeout(TIMEOUT_S)",
        f"def test_seed_{seed}_finds_nothing() -> None:",
        *(f"    # {fault}" for fault in left),
        f'    assert findings("--first", "{seed}", "--only", "{numbers}") == ""',
    )
    return "\n".join(lines)
