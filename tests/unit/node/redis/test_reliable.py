"""Connections to Redis that fail: the caller gets a RedisError, and the next command is sent."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvloop
from redis import RedisError
from redis import TimeoutError as RedisTimeoutError

from server.node.redis.client import open_redis
from tests.broken_transport import fails_like_uvloop
from tests.timeouts import WAIT_MAX_S

RESET_AT_CLOSE = struct.pack("ii", 1, 0)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST."""
    connected = writer.get_extra_info("socket")
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    writer.transport.abort()


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[str]:
    """Serve connections on loopback; yield the URL."""

    tasks = set[asyncio.Task[Any]]()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(OSError):
            await serve(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    if tasks:
        # The clients have gone, so every connection ends.
        await asyncio.wait(tasks, timeout=WAIT_MAX_S)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept, and close."""


async def hang_up_with_reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept, and reset."""
    reset(writer)


async def hang_up_in_reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close in the middle of a reply."""
    await reader.read(1 << 16)
    writer.write(b"%7\r\n$6\r\nserver")
    await writer.drain()


async def answer_another_protocol(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer as a server of HTTP does."""
    await reader.read(1 << 16)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def accept_each_command(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer OK to every command."""
    while received := await reader.read(1 << 16):
        writer.write(b"+OK\r\n" * (received.count(b"\r\n*") + 1))


def on_uvloop(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run on the loop that nodes use, whose transports fail in other ways than asyncio's own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


@pytest.mark.parametrize(
    "serve", [hang_up, hang_up_with_reset, hang_up_in_reply, answer_another_protocol]
)
def test_a_server_that_hangs_up_is_a_redis_error_to_commands_and_subscriptions(
    serve: Serve,
) -> None:
    async def run() -> None:
        async with serving(serve) as url, open_redis(url, timeout_ms=1_000) as redis:
            for _ in range(5):
                with pytest.raises(RedisError):
                    await redis.set("key", "value")
                pubsub = redis.pubsub()
                with pytest.raises(RedisError):
                    await pubsub.subscribe("channel")
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    on_uvloop(run)


def test_connections_that_were_reset_while_they_were_idle_cost_no_command() -> None:
    async def run() -> None:
        accepted: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted.append(writer)
            await accept_each_command(reader, writer)

        async with serving(serve) as url, open_redis(url, timeout_ms=1_000) as redis:
            for _ in range(3):
                replies = await asyncio.gather(*(redis.set("key", number) for number in range(8)))
                assert replies == [True] * 8
                assert accepted, "the connections of the last turn were reset"
                for writer in accepted:
                    reset(writer)
                accepted.clear()
                await asyncio.sleep(0.02)

    on_uvloop(run)


def test_one_silent_connection_is_enough_to_replace_those_that_were_idle_meanwhile() -> None:
    async def run() -> None:
        forgotten = set[asyncio.StreamWriter]()
        accepted: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted.append(writer)
            while received := await reader.read(1 << 16):
                if writer not in forgotten:
                    writer.write(b"+OK\r\n" * (received.count(b"\r\n*") + 1))

        async with serving(serve) as url, open_redis(url, timeout_ms=200) as redis:
            await asyncio.gather(*(redis.set("key", number) for number in range(8)))
            assert len(accepted) == 8
            forgotten.update(accepted)
            with pytest.raises(RedisTimeoutError):
                await redis.set("key", 1)
            replies = await asyncio.gather(*(redis.set("key", number) for number in range(8)))
            assert replies == [True] * 8
            # A script goes over a connection of its own.
            assert await redis.evalsha("sha", 0) == b"OK"
            forgotten.update(accepted)
            with pytest.raises(RedisTimeoutError):
                await redis.evalsha("sha", 0)
            assert await redis.set("key", 1) is True

    on_uvloop(run)


def test_connections_that_are_reset_in_use_fail_with_redis_errors_only() -> None:
    async def run() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asyncio.get_running_loop().call_later(0.01, reset, writer)
            await accept_each_command(reader, writer)

        async with serving(serve) as url, open_redis(url, timeout_ms=1_000) as redis:
            for _ in range(50):
                commands = (redis.set("key", "value") for _ in range(10))
                replies = await asyncio.gather(*commands, return_exceptions=True)
                assert all(each is True or isinstance(each, RedisError) for each in replies)

    on_uvloop(run)


@pytest.mark.parametrize("kind", ["redis://{}/0", "redis+sentinel://{}/0/auction"])
async def test_an_error_of_the_transport_is_a_redis_error(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.StreamWriter, "writelines", fails_like_uvloop)
    async with serving(accept_each_command) as url:
        address = url.removeprefix("redis://").removesuffix("/0")
        async with open_redis(kind.format(address), timeout_ms=1_000) as redis:
            with pytest.raises(RedisError):
                await redis.get("key")


async def test_a_cancelled_command_is_cancelled_and_leaves_no_reply_behind() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while received := await reader.read(1 << 16):
            if b"slow" not in received:
                writer.write(b"+OK\r\n" * (received.count(b"\r\n*") + 1))

    async with serving(serve) as url, open_redis(url, timeout_ms=20_000) as redis:
        command = asyncio.ensure_future(redis.set("slow", "value"))
        await asyncio.sleep(0.05)
        command.cancel()
        with pytest.raises(asyncio.CancelledError):
            await command
        assert await redis.set("key", "value")
