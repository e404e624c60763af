"""The kernel ends the stores of a node that is killed."""

from pathlib import Path

import pytest

from tests.integration.embedded.embedded_stores import (
    only_linux,
    owning,
    processes_on,
    running,
    stores_of,
)
from tests.timeouts import eventually

pytestmark = only_linux


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
async def test_killing_the_owner_ends_its_stores_and_loses_nothing(
    data_dir: Path, loop: str
) -> None:
    with owning(data_dir, loop) as owner:
        held = await stores_of(owner).add()
        owner.kill()
        await eventually(lambda: not processes_on(data_dir))
    async with running(data_dir) as stores:
        assert await stores.counts() == held
