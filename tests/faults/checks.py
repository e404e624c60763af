"""What must hold after every fault: service, the rate of before, and no alarm in a log.

The bounds are those that the product promises, and each has several tries. On a busy machine the bound
of service grows with the answers of the same run, and time counts as far as it was left to the rush (0226).
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.nodes import ProxiedNode
from tests.faults.rates import Sample, sampled
from tests.faults.rush import ITEMS, Rush
from tests.timeouts import WAIT_MAX_S, TimeLeft

SERVICE_S = 2.0
"""The time after a fault within which every node decides bids on every item, and has one accepted."""
SLOW_ANSWERS = 20
"""The answers before the fault that SERVICE_S is prolonged by, the slowest counting."""
RATE_S = 5.0
"""The time after a fault within which the rate is that of before."""
SHARE = 0.5
"""The share of the rate of before that counts as the same; two nodes that miss their wake-ups reach 0.3."""
BOUNDS = frozenset({"service", "rate"})
"""The checks that a busy machine can fail."""
WINDOW_S, SAMPLE_S = 0.8, 0.1
"""A rate is measured over a window; the window of the check moves on by a sample."""
MEASURED_BIDS = 10
ALARMS = frozenset(
    {
        "round_broken",
        "announcement_broken",
        "task_step_failed",
        "request_failed",
        "event_failed",
        "packet_failed",
        "item_not_settled",
    }
)
"""Log events of mistakes of the server, which no fault of a store excuses."""
SIGNS_OF_LOSS = frozenset(
    {
        "item_forgotten",
        "hot_state_lost",
        "hot_state_went_back",
        "events_lost",
        "events_set_aside",
        "histories_conflict",
    }
)
"""Log events that are right only where Redis has lost events. Elsewhere they mean that somebody wrote what
the lock forbids."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that failed after a fault."""

    fault: str
    check: str
    text: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.check}: {self.text}"


@dataclass(slots=True)
class Before:
    """A rush before a fault: accepted bids per second, the slowest answer, and the ends of the logs."""

    rate: float
    slowest_s: float
    internal: int
    log_sizes: dict[Path, int] = field(default_factory=dict)


async def measured(run: Rush, nodes: Sequence[ProxiedNode]) -> Before:
    """Measure a rush, which nothing disturbs, for WINDOW_S or until it has accepted some bids."""
    run.slowest_s = 0
    first = last = sampled(run, nodes)
    while last.accepted - first.accepted < MEASURED_BIDS and last.at - first.at < RATE_S:
        await asyncio.sleep(WINDOW_S)
        last = sampled(run, nodes)
    rate = last.rate_since(first)
    sizes = {node.log: node.log.stat().st_size for node in nodes}
    return Before(rate, run.slowest_s, run.codes["internal"], sizes)


@dataclass(frozen=True, slots=True)
class After:
    """The checks that failed after a fault, with a text each, and the time until service was back.

    `left_s` is that time without the time in which nodes and bidders waited for a CPU.
    """

    failed: dict[str, str]
    without_service_s: float
    left_s: float


async def checked(
    run: Rush, nodes: Sequence[ProxiedNode], before: Before, alarms: frozenset[str]
) -> After:
    """Carry out the checks after a fault."""
    began = sampled(run, nodes)
    found = {}
    within_s = SERVICE_S + SLOW_ANSWERS * before.slowest_s
    lacking = await _lacking(run, nodes, began, within_s)
    back = sampled(run, nodes)
    if lacking:
        found["service"] = f"within {within_s:.1f} s no bid was {', '.join(lacking)}"
    if text := await _slow(run, nodes, before.rate, began):
        found["rate"] = text
    if down := await _down(nodes, run.down_for_good):
        found["readiness"] = down
    if logged := list(_logged(before, alarms)):
        found["alarms"] = "; ".join(logged[:3])
    if internal := run.codes["internal"] - before.internal:
        found["internal"] = f"{internal} bids were answered internal"
    return After(found, back.at - began.at, back.left_since(began))


async def _lacking(
    run: Rush, nodes: Sequence[ProxiedNode], began: Sample, within_s: float
) -> list[str]:
    """Wait until service is back; return what it lacks at the end of its time."""
    decided, served = Counter(run.decided), Counter(run.served)
    names = {node.live.url: node.name for node in nodes}
    while lacking := lacks(run.decided - decided, run.served - served, names):
        now = sampled(run, nodes)
        if now.at - began.at > within_s and _over(now, began, SERVICE_S):
            return lacking
        await asyncio.sleep(0.01)
    return []


def lacks(
    decided: Mapping[tuple[str, str], int],
    served: Mapping[tuple[str, str], int],
    names: Mapping[str, str],
) -> list[str]:
    """Return what service lacks: each node decides on each item, and a bid is accepted by each and on each.

    Which of the nodes accepts a bid on an item is a matter of chance where many bid at once: bids that
    come behind a higher one are too low. `names` has the nodes' names by their addresses, as the keys of
    the counts have them.
    """
    lacking = [
        f"decided by {name} on {item_id}"
        for url, name in names.items()
        for item_id in ITEMS
        if not decided.get((url, item_id))
    ]
    accepting, items = {url for url, _ in served}, {item_id for _, item_id in served}
    lacking += [f"accepted by {name}" for url, name in names.items() if url not in accepting]
    lacking += [f"accepted on {item_id}" for item_id in ITEMS if item_id not in items]
    return lacking


async def _slow(run: Rush, nodes: Sequence[ProxiedNode], rate: float, began: Sample) -> str | None:
    """Wait for the rate of before; describe the best rate if it does not come."""
    samples, best = [sampled(run, nodes)], 0.0
    while not _over(samples[-1], began, RATE_S):
        await asyncio.sleep(SAMPLE_S)
        samples.append(sampled(run, nodes))
        while samples[-1].at - samples[1].at >= WINDOW_S:
            del samples[0]
        if samples[-1].at - samples[0].at >= WINDOW_S:
            best = max(best, samples[-1].rate_since(samples[0]))
        if best >= SHARE * rate:
            return None
    return f"at best {best:.0f} bids/s within {RATE_S:g} s, {rate:.0f} before"


def _over(now: Sample, began: Sample, seconds: float) -> bool:
    """Return whether so many seconds were left to the rush since the fault."""
    return now.left_since(began) > seconds


async def _down(nodes: Sequence[ProxiedNode], excepted: Set[str]) -> str | None:
    """Wait until every node calls its stores, tasks and subscriptions `ok`; name the parts that are not."""
    left, down = TimeLeft(), ""
    while left.seconds() < WAIT_MAX_S:
        states = {node.name: (await node.live.get("/readyz"))[1]["dependencies"] for node in nodes}
        down = ", ".join(
            f"{part} on {name}"
            for name, parts in states.items()
            for part, state in parts.items()
            if state != "ok" and part not in excepted
        )
        if not down:
            return None
        await asyncio.sleep(SAMPLE_S)
    return f"after {WAIT_MAX_S} s /readyz still calls down: {down}"


def _logged(before: Before, alarms: frozenset[str]) -> Iterator[str]:
    """Yield the alarms in the logs since the fault."""
    for log, size in before.log_sizes.items():
        with log.open("rb") as file:
            file.seek(size)
            for line in file:
                if text := _alarm(line, alarms):
                    yield f"{log.stem} logged {text}"


def _alarm(line: bytes, alarms: frozenset[str]) -> str | None:
    try:
        fields = json.loads(line)
    except ValueError:
        return f"{line.decode(errors='replace')[:200]!r}"
    if fields.get("event") in alarms:
        reason = str(fields.get("exception", "")).strip().rpartition("\n")[2]
        return f"{fields['event']} {fields.get('task', '')} {reason}"
    return None
