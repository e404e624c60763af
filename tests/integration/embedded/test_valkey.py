"""The embedded Valkey and its append-only file."""

from pathlib import Path
from typing import Literal

import pytest
import redis.asyncio as redis

from server.embedded import EmbeddedError, embedded_valkey
from tests.integration.embedded.embedded_stores import (
    only_linux,
)

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
