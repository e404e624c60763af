"""A restore beside running nodes is refused. `test_operations_page` restores what was lost."""

from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis

from persistence.backups.programs import BackupError
from persistence.backups.restore import restore


class RedisOfNodes:
    """A Redis on which a node listens for its wake-ups. It can't be flushed."""

    async def pubsub_channels(self, pattern: str) -> list[bytes]:
        assert pattern == "auction:wake:*"
        return [b"auction:wake:node1"]


async def test_nothing_is_restored_while_nodes_run() -> None:
    redis = cast("Redis", RedisOfNodes())
    with pytest.raises(BackupError, match="stop them first"):
        await restore(Path("auction.dump"), "postgresql://127.0.0.1:1/auction", redis)
