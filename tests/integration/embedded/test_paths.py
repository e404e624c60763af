"""A data directory has one owner at a time, and its sockets are private."""

import os
from pathlib import Path

import pytest

from server.embedded import EmbeddedError, embedded_postgres, embedded_valkey
from server.embedded.paths import store_paths
from tests.integration.embedded.embedded_stores import (
    only_linux,
    running,
)

pytestmark = only_linux


async def test_a_second_owner_is_refused_with_the_addresses_to_share(data_dir: Path) -> None:
    async with running(data_dir) as stores:
        for second in (embedded_valkey(data_dir), embedded_postgres(data_dir)):
            with pytest.raises(EmbeddedError) as refusal:
                await second.__aenter__()
            message = str(refusal.value)
            assert f"in use by process {os.getpid()}" in message
            assert f"AUCTION_REDIS_URL='{stores.redis_url}'" in message
            assert f"AUCTION_DATABASE_URL='{stores.dsn}'" in message


async def test_a_socket_directory_of_another_account_is_refused(tmp_path: Path) -> None:
    sockets = store_paths(tmp_path, "valkey").sockets
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(EmbeddedError, match="belongs to another account"):
            await embedded_valkey(tmp_path).__aenter__()
    finally:
        sockets.unlink()
