"""Scripts on one shared connection: order, errors, timeouts and lost connections, with real servers."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import (
    ConnectionError,  # noqa: A004 - the one of redis-py
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError,  # noqa: A004 - likewise
)

from server.node.redis.client import open_redis
from server.node.redis.multiplexing import MultiplexingRedis
from tests.redis_servers import Server, server
from tests.timeouts import WAIT_MAX_S

ECHO = "return {1, ARGV[1], false}"


@pytest.fixture
async def redis_server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server(folder=tmp_path) as running:
        yield running


@pytest.fixture
async def client(redis_server: Server) -> AsyncIterator[Redis]:
    async with open_redis(redis_server.url, timeout_ms=WAIT_MAX_S * 1_000) as client:
        assert isinstance(client, MultiplexingRedis)
        yield client


async def connections(client: Redis) -> int:
    return len(await client.client_list())


async def test_overlapping_calls_share_a_connection_and_each_gets_its_own_reply(
    client: Redis,
) -> None:
    sha = await client.script_load(ECHO)
    before = await connections(client)
    replies = await asyncio.gather(*(client.evalsha(sha, 0, str(n)) for n in range(500)))
    assert replies == [[1, str(n).encode(), None] for n in range(500)]
    assert await connections(client) == before + 1


async def test_errors_are_those_of_redis_py_and_touch_no_other_call(client: Redis) -> None:
    sha = await client.script_load(ECHO)
    failing = await client.script_load("return redis.error_reply(ARGV[1])")
    texts: dict[str, type[ResponseError]] = {
        "OOM no more": OutOfMemoryError,
        "UNTRUSTED wait": ResponseError,
        "READONLY a replica": ReadOnlyError,
    }
    for text, kind in texts.items():
        calls = (client.evalsha(failing, 0, text), client.evalsha(sha, 0, "x"))
        results: Any = await asyncio.gather(*calls, return_exceptions=True)
        assert type(results[0]) is kind
        assert results[1] == [1, b"x", None]
    with pytest.raises(ResponseError, match=r"^UNTRUSTED wait$"):
        await client.evalsha(failing, 0, "UNTRUSTED wait")
    with pytest.raises(NoScriptError):
        await client.evalsha("0" * 40, 0)


async def test_a_call_without_a_reply_fails_in_time_and_the_next_one_connects_again(
    redis_server: Server,
) -> None:
    async with (
        open_redis(redis_server.url, timeout_ms=1_000) as client,
        Redis(port=redis_server.port) as other,
    ):
        sha = await client.script_load(ECHO)
        await client.evalsha(sha, 0, "x")
        await other.client_pause(3_000)
        calls = [asyncio.ensure_future(client.evalsha(sha, 0, "x")) for _ in range(3)]
        done, _ = await asyncio.wait(calls, timeout=WAIT_MAX_S)
        assert [type(call.exception()) for call in done] == [TimeoutError] * 3
        await other.client_unpause()
        assert await client.evalsha(sha, 0, "y") == [1, b"y", None]


async def test_a_cancelled_call_does_not_take_the_reply_of_the_next(client: Redis) -> None:
    sha = await client.script_load(ECHO)
    await client.evalsha(sha, 0, "x")
    first = asyncio.ensure_future(client.evalsha(sha, 0, "first"))
    await asyncio.sleep(0)
    first.cancel()
    assert await client.evalsha(sha, 0, "second") == [1, b"second", None]


async def test_a_lost_connection_fails_every_call_under_way_and_is_made_again(
    tmp_path: Path, redis_server: Server, client: Redis
) -> None:
    sha = await client.script_load(ECHO)
    await client.evalsha(sha, 0, "x")
    redis_server.process.send_signal(signal.SIGSTOP)
    calls = [asyncio.ensure_future(client.evalsha(sha, 0, "x")) for _ in range(3)]
    await asyncio.sleep(0)
    await redis_server.kill()
    await asyncio.wait(calls, timeout=WAIT_MAX_S)
    assert [type(call.exception()) for call in calls] == [ConnectionError] * 3
    refused = [client.evalsha(sha, 0, "x") for _ in range(3)]
    errors = await asyncio.gather(*refused, return_exceptions=True)
    assert [type(error) for error in errors] == [ConnectionError] * 3
    async with server(folder=tmp_path, port=redis_server.port):
        with pytest.raises(NoScriptError):
            await client.evalsha(sha, 0, "x")


async def test_rubbish_instead_of_a_reply_is_a_connection_error() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while command := await reader.read(4096):
            writer.write(
                b"?rubbish\r\n" if b"EVALSHA" in command else b"+OK\r\n" * command.count(b"*")
            )
        writer.close()
        await writer.wait_closed()
        closed.set()

    closed = asyncio.Event()
    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener, open_redis(f"redis://127.0.0.1:{port}", timeout_ms=5_000) as client:
        with pytest.raises(ConnectionError):
            await client.evalsha("0" * 40, 0)
        async with asyncio.timeout(WAIT_MAX_S):
            await closed.wait()
