"""The programme: a rush, one fault after the other with its checks, and the audit at the end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from loadtest.evidence import UnusableError
from tests.faults.archive_check import violations_by_sql
from tests.faults.checks import ALARMS, BOUNDS, SIGNS_OF_LOSS, Finding, checked, measured
from tests.faults.rush import Rush, audited, rush
from tests.faults.scene import Scene
from tests.faults.tally import Tally
from tests.timeouts import time_limit

S = TypeVar("S", bound=Scene)
Strike = Callable[[S, Rush], Awaitable[None]]
"""A fault: a function that makes it happen, and returns once the stores and nodes are whole again.

A pair of faults is one, too, and has the names of both.
"""

FAULT_MAX_S = 90
OVERDUE = "it, or a wait of its own, was not over in time"
NO_END = "the rush came to no end"
"""Findings that do not tell what is wrong."""
TRIES = 3


class SeenError(AssertionError):
    """A fault's own check failed while it lasted."""


@dataclass
class Outcome:
    """The failed checks of a rush, and its counts."""

    findings: list[Finding] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


async def carry_out(
    scene: S,
    faults: Sequence[Strike[S]],
    folder: Path,
    *,
    may_lose: bool = False,
    alarms: frozenset[str] = ALARMS | SIGNS_OF_LOSS,
    burst_s: float = 0,
    report: Callable[[str], object] = lambda line: None,
) -> Outcome:
    """Let the faults strike in a rush; return the checks that failed.

    With `may_lose`, acknowledged bids may be lost if a node names them. No node may log one of `alarms`.
    The bidders bid in bursts if `burst_s` is the time between them.
    """
    outcome = Outcome()
    names = ", ".join(fault.__name__ for fault in faults)
    try:
        nodes = [node.live for node in scene.nodes]
        crowd = rush(nodes, folder / "evidence", listening=may_lose, burst_s=burst_s)
        async with crowd as run:
            await run.more(50)
            for fault in faults:
                began = time.monotonic()
                repeated = outcome.tally.repeated
                found = await _struck(scene, run, fault, alarms, outcome.tally, report=report)
                tries = 1 + outcome.tally.repeated - repeated
                outcome.findings += found
                took_s = time.monotonic() - began
                report(
                    f"{'FAILED' if found else 'ok':6}  {fault.__name__}  {took_s:.1f} s, tries: {tries}"
                )
                for each in found:
                    report(f"        {each.check}: {each.text}")
        violated = await _judged(scene, run, outcome.tally, may_lose=may_lose, report=report)
        outcome.findings += [Finding(names, *each) for each in violated]
    except* (AssertionError, TimeoutError, UnusableError) as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        text = f"{NO_END}: {first!r}"
        outcome.findings.append(Finding(names, "service", text))
    return outcome


async def _judged(
    scene: Scene,
    run: Rush,
    tally: Tally,
    *,
    may_lose: bool,
    report: Callable[[str], object],
) -> list[tuple[str, str]]:
    """Judge a rush by the audit, and by statements on the archive; return what was violated, and how."""
    where: Any = {"database": scene.database, "logs": scene.logs}
    loses: Any = {"may_lose": may_lose, "may_undo": scene.may_undo}
    found, totals = await audited(run, **where, redis_url=scene.redis_url, **loses)
    report(", ".join(f"{count:,} {kind}" for kind, count in totals.items()))
    tally.judged(totals)
    by_sql = await violations_by_sql(run.folder, **where)
    tally.violations.update({name: len(rows) for name, rows in by_sql.items()})
    named = {f"audit {letter}": texts for letter, texts in found.items()}
    named |= {f"SQL {name}": rows for name, rows in by_sql.items()}
    return [(name, _shortened(texts)) for name, texts in named.items() if texts]


def _shortened(texts: Sequence[str]) -> str:
    return "; ".join(texts[:2]) + (f" and {len(texts) - 2} more" if len(texts) > 2 else "")


async def _struck(
    scene: S,
    run: Rush,
    fault: Strike[Any],
    alarms: frozenset[str],
    tally: Tally,
    *,
    report: Callable[[str], object],
) -> list[Finding]:
    """Let one fault strike, and carry out the checks after it.

    A bound of time counts as missed if every one of several strikes misses it (0066).
    """
    found: dict[str, str] = {}
    rate = 0.0
    for number in range(TRIES):
        before = await measured(run, scene.nodes)
        # A fault that has slowed the nodes down for good is not to be compared with itself.
        rate = before.rate = max(rate, before.rate)
        found = await _struck_once(scene, run, fault)
        tally.struck(tuple(fault.__name__.split(" + ")))
        tally.repeated += number > 0
        async with asyncio.TaskGroup() as after:
            draining = after.create_task(scene.drained())
            service = after.create_task(checked(run, scene.nodes, before, alarms))
        after_it = service.result()
        found |= after_it.failed
        tally.took(
            fault.__name__,
            without_service_s=after_it.without_service_s,
            left_s=after_it.left_s,
            drain_s=draining.result(),
        )
        tally.weigh(scene.nodes)
        if not found.keys() <= BOUNDS or not found:
            break
        if number < TRIES - 1:
            report(f"again   {fault.__name__}, which missed: {'; '.join(found.values())}")
    return [Finding(fault.__name__, *each) for each in found.items()]


async def _struck_once(scene: S, run: Rush, fault: Strike[Any]) -> dict[str, str]:
    """Let a fault strike, and start every node that it has ended; return what went wrong."""
    found = {}
    try:
        async with time_limit(FAULT_MAX_S):
            await fault(scene, run)
    except AssertionError as error:
        found["fault"] = str(error).partition("\n")[0]
    except TimeoutError:
        found["fault"] = OVERDUE
    except Exception as error:
        found["fault"] = f"it ended with {error!r}"
    for node in scene.nodes:
        if not node.runs:
            found.setdefault("fault", f"the node {node.name} has ended")
            await node.start()
    return found
