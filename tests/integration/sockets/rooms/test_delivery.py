"""The cost of a delivery, as a ratio to a bare write that is measured in the same run."""

import asyncio
import re
import sys

from tests.nodes import ROOT

RATIO_MAX = 1.2
TRIES = 6
"""A busy machine can only make a run worse, so one good run is enough."""


async def ratio() -> float:
    """Measure once, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.sockets.rooms.delivery_cost"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, _ = await process.communicate()
    found = re.search(r"ratio ([0-9.]+)", out.decode())
    assert found is not None, out
    return float(found[1])


async def test_a_delivery_costs_little_more_than_a_bare_write_of_the_same_bytes() -> None:
    ratios: list[float] = []
    while len(ratios) < TRIES and not any(ratio <= RATIO_MAX for ratio in ratios):
        ratios.append(await ratio())
    assert min(ratios) <= RATIO_MAX, ratios
