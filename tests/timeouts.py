"""How long tests wait for an effect that must eventually come, on a machine of any speed (0066)."""

import asyncio
from collections.abc import Callable

WAIT_MAX_S = 20
"""Enough for a busy machine; a test that passes does not wait this long."""


async def eventually(condition: Callable[[], object], timeout_s: float = WAIT_MAX_S) -> None:
    """Wait until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.005)
