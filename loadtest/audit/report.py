"""The audit's report, as text with a line per invariant or as JSON."""

from collections.abc import Iterator
from typing import Any

from loadtest.audit.judgement import INVARIANTS, Judgement, Verdict


def as_text(judgement: Judgement, *, show: int) -> Iterator[str]:
    """Yield the report's lines; at most `show` violations under each invariant."""
    yield "Audit of " + ", ".join(f"{count:,} {kind}" for kind, count in judgement.totals.items())
    for verdict in judgement.verdicts:
        yield f"{verdict.letter}  {verdict.result:<11}  {_checked(verdict)}"
        if not verdict.violations:
            continue
        yield f"   {len(verdict.violations):,} violations of: {INVARIANTS[verdict.letter]}"
        yield from (f"   - {each.item_id}: {each.text}" for each in verdict.violations[:show])
        if len(verdict.violations) > show:
            yield f"   - and {len(verdict.violations) - show:,} more"
    yield "No violations" if judgement.clean else "There are violations"


def as_json(judgement: Judgement, *, show: int) -> dict[str, Any]:
    """Return the report as an object; at most `show` violations under each invariant."""
    return {
        "clean": judgement.clean,
        "totals": judgement.totals,
        "invariants": {
            verdict.letter: {
                "result": verdict.result,
                "checked": dict(verdict.checked),
                "violation_count": len(verdict.violations),
                "violations": [
                    {"item_id": violation.item_id, "text": violation.text}
                    for violation in verdict.violations[:show]
                ],
            }
            for verdict in judgement.verdicts
        },
    }


def _checked(verdict: Verdict) -> str:
    counts = ", ".join(f"{count:,} {kind}" for kind, count in verdict.checked.items() if count)
    missing = ", ".join(kind for kind, count in verdict.checked.items() if not count)
    if counts and missing:
        return f"{counts}; not checked: {missing}"
    return counts or missing
