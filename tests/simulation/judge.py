"""Judges a simulation by the audit of the load tests, by a replay, and by the nodes' logs."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import asyncpg
import msgspec

from loadtest.audit.collect import collect_archive, collect_losses
from loadtest.audit.judgement import judge
from loadtest.audit.record import Archive, Evidence, NamedLoss, read
from loadtest.audit.replay.model import ENDED
from loadtest.evidence import ItemSeen, Saw, UnusableError
from persistence.verify import verify
from server.bidding.archive import Commit
from server.bidding.settling.records import decode_entry
from tests.faults.checks import ALARMS, SIGNS_OF_LOSS
from tests.simulation.outcome import Outcome


def findings(
    outcome: Outcome, folder: Path, url: str, *, may_lose: bool, is_replicated: bool
) -> list[str]:
    """Return what is wrong, in words. If answers wait for a replica, no answered bid may be lost."""
    found = [*outcome.findings, *_logged(outcome, may_lose=may_lose)]
    try:
        judged = _judged(outcome, folder, url, may_lose=may_lose, is_replicated=is_replicated)
        found += asyncio.run(judged)
    except UnusableError as error:
        found.append(f"the evidence can't be used: {error}")
    return found


async def _judged(
    outcome: Outcome, folder: Path, url: str, *, may_lose: bool, is_replicated: bool
) -> list[str]:
    hot = [*msgspec.json.decode((folder / "hot.json").read_bytes()).values()]
    behind = await collect_archive(folder, url, hot, timeout_s=0)
    collect_losses(folder, [folder / "nodes.log"], numbers=True)
    evidence = read(folder)
    outcome.archived += Counter(event.type for event in evidence.archive.events)
    if may_lose:
        evidence.losses.extend(_unheard(outcome.unheard, evidence.archive))
        evidence.losses.extend(_left(folder / "nodes.log"))
        evidence = _without_lost_outcomes(evidence)
    judgement = judge(evidence, may_lose=may_lose)
    found = [f"behind: {each}" for each in behind]
    for verdict in judgement.verdicts:
        found += [f"{verdict.letter}: {each.item_id}: {each.text}" for each in verdict.violations]
    lost = judgement.totals.get("lost and named", 0)
    if is_replicated and lost:
        found.append(f"L: {lost} answered bids were lost, although answers wait for a replica")
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        found += [f"verify: {each}" async for each in verify(pool)]
    return found


def _unheard(commits: Sequence[Commit], archive: Archive) -> Iterator[NamedLoss]:
    """Yield the losses that nobody is left to name, because only killed processes knew of them (0237)."""
    archived = {(event.item_id, event.seq, event.at) for event in archive.events}
    for commit in commits:
        for event in decode_entry(commit.entry).events:
            if (commit.item_id, event.seq, event.at) not in archived:
                yield NamedLoss(commit.item_id, event.seq, event.seq, only_numbers=True)


def _left(log: Path) -> Iterator[NamedLoss]:
    """Yield what nodes that ended in order had not archived: it is lost if Redis has lost it, too."""
    for line in log.read_bytes().splitlines():
        match msgspec.json.decode(line):
            case {"event": "commits_left", "item_id": item_id, "first": first, "last": last}:
                yield NamedLoss(item_id, first, last, only_numbers=True)


def _without_lost_outcomes(evidence: Evidence) -> Evidence:
    """Leave out what showed an outcome that is among the losses that a node has named.

    The audit excuses none. In a simulation Redis, the archive and the nodes that knew of an outcome may all
    be gone at once. A sealed item shows its bids with its outcome. The history may have an outcome with the
    number of the lost one, and what shows that one's bids counts.
    """
    named = {
        (loss.item_id, seq) for loss in evidence.losses for seq in range(loss.first, loss.last + 1)
    }
    seen = [line for line in evidence.lines if isinstance(line, ItemSeen)]
    outcomes = {
        (line.item_id, line.seq, line.price)
        for line in seen
        if line.status in ENDED and (line.item_id, line.seq) in named
    }
    stand = {
        (each.item_id, each.seq) for each in evidence.archive.events if each.type == "ItemClosed"
    }

    def shows_lost_outcome(line: object) -> bool:
        if not isinstance(line, ItemSeen | Saw):
            return False
        is_lost = (line.item_id, line.seq, line.price) in outcomes
        return is_lost and (isinstance(line, ItemSeen) or (line.item_id, line.seq) not in stand)

    lines = [line for line in evidence.lines if not shows_lost_outcome(line)]
    return replace(evidence, lines=lines)


def _logged(outcome: Outcome, *, may_lose: bool) -> Iterator[str]:
    alarms = ALARMS if may_lose else ALARMS | SIGNS_OF_LOSS
    for event, count in sorted(outcome.logged.items()):
        if event in alarms:
            yield f"the nodes have logged {event} {count} times"
