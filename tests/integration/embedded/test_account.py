"""The account of PostgreSQL where the node runs as root."""

from pathlib import Path

import asyncpg
import pytest

from server.embedded import EmbeddedError, embedded_postgres
from tests.integration.embedded.embedded_stores import (
    needs_root,
    only_linux,
)

pytestmark = only_linux


@needs_root
async def test_root_without_namespaces_runs_postgresql_as_nobody(
    open_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_unshare:
        without_unshare.setenv("PATH", "")
        async with embedded_postgres(open_data_dir) as dsn:
            connection = await asyncpg.connect(dsn)
            assert await connection.fetchval("SELECT count(*) FROM bids") > 0
            await connection.close()
            assert (open_data_dir / "postgres").owner() == "nobody"
    async with embedded_postgres(open_data_dir):
        assert (open_data_dir / "postgres").owner() == "root"


@needs_root
async def test_the_error_names_the_directory_that_nobody_cant_enter(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedError, match=r"nobody can't enter .*AUCTION_DATABASE_URL"):
        await embedded_postgres(data_dir).__aenter__()
