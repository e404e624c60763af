"""How long tests wait, and how: for what must come at last, on a machine however slow."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 20
"""A busy machine is slow, and not wrong; where all is well, nobody waits for so long."""


async def eventually(condition: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    """Wait until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.005)
