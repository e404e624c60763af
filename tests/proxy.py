"""A TCP proxy in front of Redis' unix socket that can lose replies, be silent, or refuse connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(slots=True)
class Proxy:
    """A proxy and its faults.

    `lose_reply_to`: the next request that contains it is executed, and its reply is lost.
    `silent`: all replies are dropped, and the connections stay open.
    `closed`: set when a reply is lost; while it is set, new connections are refused.
    """

    url: str = ""
    lose_reply_to: bytes | None = None
    lost: int = 0
    silent: bool = False
    closed: asyncio.Event | None = None


@asynccontextmanager
async def proxied(redis_url: str) -> AsyncIterator[Proxy]:
    """Run a proxy in front of the Redis at a unix:// URL."""
    proxy = Proxy()
    tasks: set[asyncio.Task[None]] = set()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if proxy.closed is not None and proxy.closed.is_set():
            writer.close()
            return
        tasks.add(task)
        upstream = await asyncio.open_unix_connection(urlsplit(redis_url).path)
        try:
            await _relay(proxy, (reader, writer), upstream)
        finally:
            for each in (writer, upstream[1]):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()
            tasks.discard(task)

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    proxy.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _relay(proxy: Proxy, client: Streams, upstream: Streams) -> None:
    losing = asyncio.Event()

    async def requests() -> None:
        while data := await client[0].read(1 << 16):
            if proxy.lose_reply_to is not None and proxy.lose_reply_to in data:
                proxy.lose_reply_to = None
                losing.set()
            upstream[1].write(data)

    async def replies() -> None:
        while data := await upstream[0].read(1 << 16):
            if losing.is_set():
                proxy.lost += 1
                if proxy.closed is not None:
                    proxy.closed.set()
                return
            if not proxy.silent:
                client[1].write(data)

    pumps = [asyncio.create_task(requests()), asyncio.create_task(replies())]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
