"""The programme: a rush, one fault after the other with its checks, and the audit at the end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from loadtest.evidence import UnusableError
from tests.faults.checks import ALARMS, BOUNDS, SIGNS_OF_LOSS, Finding, failed, measured
from tests.faults.rush import Rush, audited, rush
from tests.faults.scene import Scene

S = TypeVar("S", bound=Scene)
Strike = Callable[[S, Rush], Awaitable[None]]
"""A fault: a function that makes it happen, and returns once the stores and nodes are whole again."""

FAULT_MAX_S = 90
TRIES = 3


class SeenError(AssertionError):
    """A fault's own check failed while it lasted."""


async def carry_out(
    scene: S,
    faults: Sequence[Strike[S]],
    folder: Path,
    *,
    may_lose: bool = False,
    alarms: frozenset[str] = ALARMS | SIGNS_OF_LOSS,
    report: Callable[[str], object] = lambda line: None,
) -> list[Finding]:
    """Let the faults strike in a rush; return the checks that failed.

    With `may_lose`, acknowledged bids may be lost if a node names them. No node may log one of `alarms`.
    """
    findings: list[Finding] = []
    names = ", ".join(fault.__name__ for fault in faults)
    try:
        nodes = [node.live for node in scene.nodes]
        async with rush(nodes, folder / "evidence", listening=may_lose) as run:
            await run.more(50)
            for fault in faults:
                began = time.monotonic()
                found = await _struck(scene, run, fault, alarms)
                findings += found
                took_s = time.monotonic() - began
                report(f"{'FAILED' if found else 'ok':6}  {fault.__name__}  {took_s:.1f} s")
                for each in found:
                    report(f"        {each.check}: {each.text}")
        violations, totals = await audited(
            run,
            database=scene.database,
            redis_url=scene.redis_url,
            logs=scene.logs,
            may_lose=may_lose,
        )
        report(", ".join(f"{count:,} {kind}" for kind, count in totals.items()))
        findings += _violations(violations, names)
    except* (AssertionError, TimeoutError, UnusableError) as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        findings.append(Finding(names, "service", f"the rush came to no end: {first!r}"))
    return findings


def _violations(violations: Mapping[str, Sequence[str]], names: str) -> Iterator[Finding]:
    """Yield a finding for each invariant that was violated."""
    for letter, texts in violations.items():
        more = f" and {len(texts) - 2} more" if len(texts) > 2 else ""
        yield Finding(names, f"audit {letter}", "; ".join(texts[:2]) + more)


async def _struck(scene: S, run: Rush, fault: Strike[Any], alarms: frozenset[str]) -> list[Finding]:
    """Let one fault strike, and carry out the checks after it.

    A bound of time counts as missed if every one of several strikes misses it (0066).
    """
    found: dict[str, str] = {}
    rate = 0.0
    for _ in range(TRIES):
        before = await measured(run, scene.nodes)
        # A fault that has slowed the nodes down for good is not to be compared with itself.
        rate = before.rate = max(rate, before.rate)
        found = await _struck_once(scene, run, fault)
        found |= await failed(run, scene.nodes, before, alarms)
        if not found.keys() <= BOUNDS or not found:
            break
    return [Finding(fault.__name__, *each) for each in found.items()]


async def _struck_once(scene: S, run: Rush, fault: Strike[Any]) -> dict[str, str]:
    """Let a fault strike, and start every node that it has ended; return what went wrong."""
    found = {}
    try:
        async with asyncio.timeout(FAULT_MAX_S):
            await fault(scene, run)
    except AssertionError as error:
        found["fault"] = str(error).partition("\n")[0]
    except TimeoutError:
        found["fault"] = f"it was not over in time, at most {FAULT_MAX_S} s"
    for node in scene.nodes:
        if not node.runs:
            found.setdefault("fault", f"the node {node.name} has ended")
            await node.start()
    return found
