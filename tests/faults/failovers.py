"""`make bench-failovers`: failovers, each alone in a rush of bids: the time without service, and losses.

Writes the table into docs/durability.md. With names as arguments, it tries those faults and writes nothing.
Exit status: 0, or 1 if a check failed.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

from tests.faults.listed import GROUPS, Group
from tests.faults.programme import Strike
from tests.faults.rush import Rush
from tests.nodes import ROOT
from tests.stores import one_database

FAULTS = (
    "sentinel_primary_dies",
    "sentinel_primary_stops",
    "sentinel_promotes_a_lagging_replica",
    "cluster_primary_dies",
    "cluster_fails_over",
    "cluster_is_taken_over_by_a_lagging_replica",
    "all_but_the_replica_die",
    "all_but_a_lagging_replica_die",
    "the_killed_primary_is_promoted_again",
    "the_archive_fails_over",
)
PAGE = ROOT / "docs/durability.md"
BEGIN, END = "<!-- Written by make bench-failovers. -->", "<!-- End of the failovers. -->"
SAMPLE_S = 0.02


@dataclass
class Watch:
    """The longest time without an accepted bid in a rush, from a fault on."""

    longest_s: float = 0.0

    def over(self, fault: Strike[Any]) -> Strike[Any]:
        """Return the fault, which is watched until a bid is accepted after it."""

        @wraps(fault)
        async def watched(scene: Any, run: Rush) -> None:
            watching = asyncio.create_task(self._see(run))
            try:
                await fault(scene, run)
                await run.more(1)
            finally:
                watching.cancel()

        return watched

    async def _see(self, run: Rush) -> None:
        accepted, since = run.accepted, time.monotonic()
        while True:
            await asyncio.sleep(SAMPLE_S)
            if run.accepted > accepted:
                accepted, since = run.accepted, time.monotonic()
            self.longest_s = max(self.longest_s, time.monotonic() - since)


def main() -> int:
    """Try the failovers; return the exit status."""
    names, failed = sys.argv[1:] or FAULTS, 0
    rows = [
        "| fault | where | time without a bid, s | bids acknowledged | lost and named | checks failed |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for group in [part for group in GROUPS if (part := group.only(set(names))).faults]:
        for fault in group.faults:
            row, findings = asyncio.run(_measured(group, fault))
            failed += len(findings)
            rows.append(row)
            print(row, *findings, sep="\n", flush=True)
    load_1, _, _ = os.getloadavg()
    said = f"The machine had {os.cpu_count()} cores and a load average of {load_1:.1f}."
    if names is FAULTS:
        text = PAGE.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(before + "\n".join([BEGIN, said, "", *rows, END]) + after)
    return 1 if failed else 0


async def _measured(group: Group, fault: Strike[Any]) -> tuple[str, list[str]]:
    watch = Watch()
    alone = replace(group, faults=(watch.over(fault),))
    with tempfile.TemporaryDirectory(prefix="auction-failovers-") as name:
        folder = Path(name)
        async with one_database(folder) as database:
            outcome = await alone.carry_out(database, folder, 1, report=lambda _: None)
    tally = outcome.tally
    where = group.name.removeprefix("failovers of ")
    row = (
        f"| `{fault.__name__}` | {where} | {watch.longest_s:.1f} | {tally.bids['acknowledged']:,} |"
        f" {tally.lost_and_named:,} | {len(outcome.findings)} |"
    )
    return row, [str(finding) for finding in outcome.findings]


if __name__ == "__main__":
    sys.exit(main())
