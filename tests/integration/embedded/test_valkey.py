"""The embedded Valkey and its append-only file."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
import redis.asyncio as redis

from server.embedded import Condition, EmbeddedError, embedded_valkey, process
from server.embedded.leftover import read_pid
from tests.integration.embedded.embedded_stores import needs_root, only_linux
from tests.timeouts import WAIT_MAX_S, eventually

pytestmark = only_linux


async def test_a_store_that_cant_read_its_data_gives_the_reason(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path):
        pass
    (manifest,) = (tmp_path / "valkey" / "appendonlydir").glob("*.manifest")
    manifest.write_text("nonsense\n")
    with pytest.raises(EmbeddedError, match=r"valkey doesn't start: .*MANIFEST.*valkey\.log"):
        await embedded_valkey(tmp_path).__aenter__()


async def test_a_log_that_ends_in_an_incomplete_write_is_read_up_to_it(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        await client.set("whole", 1)
    (log,) = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$3\r\ncu")
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert await client.keys() == [b"whole"]


@pytest.mark.parametrize("appendfsync", ["always", "everysec"])
async def test_the_configured_durability_is_in_force(
    tmp_path: Path, appendfsync: Literal["always", "everysec"]
) -> None:
    async with (
        embedded_valkey(tmp_path, appendfsync=appendfsync) as url,
        redis.Redis.from_url(url, decode_responses=True) as client,
    ):
        in_force = await client.config_get("append*", "maxmemory-policy")
    assert (in_force["appendonly"], in_force["appendfsync"]) == ("yes", appendfsync)
    assert in_force["maxmemory-policy"] == "noeviction"


@pytest.mark.parametrize("maxmemory_mb", [0, 64])
async def test_the_configured_limit_of_data_is_in_force(tmp_path: Path, maxmemory_mb: int) -> None:
    async with (
        embedded_valkey(tmp_path, maxmemory_mb=maxmemory_mb) as url,
        redis.Redis.from_url(url, decode_responses=True) as client,
    ):
        assert (await client.config_get("maxmemory"))["maxmemory"] == str(maxmemory_mb * 2**20)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("file systems can't be mounted here")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@needs_root
async def test_a_store_on_a_full_disk_says_so_and_comes_back_when_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_RECOVERED_S", 0.5)
    condition = Condition()
    async with (
        embedded_valkey(small_disk, condition=condition) as url,
        redis.Redis.from_url(url) as client,
    ):
        await client.set("kept", 1)
        filler = small_disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        async with asyncio.timeout(WAIT_MAX_S):
            while condition.trouble is None:
                await _written(client)
        assert condition.trouble.startswith("valkey keeps dying: the disk is full")
        filler.unlink()
        async with asyncio.timeout(WAIT_MAX_S):
            while condition.trouble is not None or not await _written(client):
                await asyncio.sleep(0.05)
        assert await client.get("kept") == b"1"


async def test_a_store_whose_directory_is_away_says_so_and_comes_back_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_RECOVERED_S", 0.2)
    condition, data, away = Condition(), tmp_path / "valkey", tmp_path / "away"
    async with (
        embedded_valkey(tmp_path, condition=condition) as url,
        redis.Redis.from_url(url) as client,
    ):
        await client.set("kept", 1)
        data.rename(away)
        pid = read_pid(away / "valkey.pid")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await eventually(lambda: condition.trouble is not None)
        assert "a file or directory is missing" in str(condition.trouble)
        away.rename(data)
        await eventually(lambda: condition.trouble is None)
        assert await client.get("kept") == b"1"


async def _written(client: redis.Redis) -> bool:
    try:
        await client.set("more", "x" * 20_000)
    except (redis.RedisError, OSError):
        await asyncio.sleep(0.02)
        return False
    return True
