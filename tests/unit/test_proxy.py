"""The proxy in front of a store that echoes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from tests.proxy import (
    REPLIES,
    REQUESTS,
    Hold,
    LoseReply,
    Proxy,
    Rule,
    call,
    delay,
    freeze,
    proxied,
    reset,
    swallow,
)
from tests.timeouts import WAIT_MAX_S

SOON_S = 0.05
"""Long enough for bytes to pass. A test that waits in vain for a held chunk passes all the same."""


class Client:
    """A client of the echo, and what the store behind the proxy received."""

    def __init__(
        self,
        proxy: Proxy,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        store: "Store",
    ) -> None:
        self.proxy, self.store = proxy, store
        self.reader, self.writer = streams

    async def ask(self, request: bytes) -> bytes:
        """Send a request; return the reply, b"" after the end of the connection."""
        self.writer.write(request)
        async with asyncio.timeout(WAIT_MAX_S):
            return await self.reader.read(1_000)

    async def is_silent(self) -> bool:
        """Return whether no reply comes soon."""
        try:
            async with asyncio.timeout(SOON_S):
                await self.reader.read(1_000)
        except TimeoutError:
            return True
        return False


class Store:
    """A server that echoes."""

    def __init__(self) -> None:
        self.received = b""
        self.connections = set[asyncio.Task[Any]]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        with suppress(OSError):
            while chunk := await reader.read(1_000):
                self.received += chunk
                writer.write(chunk)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def receives(self, wanted: bytes) -> None:
        async with asyncio.timeout(WAIT_MAX_S):
            while self.received != wanted:
                await asyncio.sleep(0.001)


@asynccontextmanager
async def connected() -> AsyncIterator[Client]:
    store = Store()
    server = await asyncio.start_server(store.serve, "127.0.0.1", 0)
    async with (
        server,
        proxied(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0") as proxy,
    ):
        streams = await asyncio.open_connection("127.0.0.1", proxy.port)
        yield Client(proxy, streams, store)
        streams[1].close()
    if store.connections:
        await asyncio.wait(store.connections, timeout=WAIT_MAX_S)


async def test_without_a_rule_everything_passes() -> None:
    async with connected() as client:
        assert await client.ask(b"one") == b"one"


async def test_a_held_request_arrives_after_its_release_even_from_a_client_that_has_gone() -> None:
    async with connected() as client:
        late = Hold()
        rule = client.proxy.add(Rule(late, REQUESTS, b"COMMIT", times=1))
        client.writer.write(b"COMMIT")
        await rule.matched.wait()
        client.writer.close()
        await asyncio.sleep(SOON_S)
        assert client.store.received == b""
        late.release()
        await client.store.receives(b"COMMIT")


async def test_a_rule_acts_on_chunks_with_all_of_its_words_and_so_many_times() -> None:
    async with connected() as client:
        acted: list[bytes] = []
        note: Callable[[], None] = lambda: acted.append(client.store.received)  # noqa: E731
        rule = client.proxy.add(Rule(call(note), REQUESTS, b"a", b"b", times=1))
        for chunk in (b"a", b"ab", b"ba"):
            assert await client.ask(chunk) == chunk
        assert (rule.matches, acted) == (1, [b"a"])


async def test_a_rule_leaves_chunks_alone_with_the_word_that_it_is_without() -> None:
    async with connected() as client:
        client.proxy.add(Rule(swallow, REQUESTS, b"a", without=b"b"))
        assert await client.ask(b"ab") == b"ab"
        client.writer.write(b"a")
        assert await client.is_silent()


async def test_a_rule_can_be_for_connections_of_one_kind() -> None:
    async with connected() as client:
        client.proxy.add(Rule(swallow, REPLIES, opening=b"PSYNC"))
        assert await client.ask(b"GET") == b"GET"
        client.proxy.add(Rule(swallow, REPLIES, opening=b"GET"))
        client.writer.write(b"more")
        assert await client.is_silent()


async def test_a_lost_reply_resets_the_connection_after_the_store_received_the_request() -> None:
    async with connected() as client:
        reply = LoseReply(then=client.proxy.hang_up)
        client.proxy.add(Rule(reply, REQUESTS, times=1))
        with pytest.raises(ConnectionResetError):
            await client.ask(b"COMMIT")
        await reply.lost.wait()
        assert (client.store.received, client.proxy.hangs_up) == (b"COMMIT", True)


async def test_a_reset_reaches_the_client_and_not_the_store() -> None:
    async with connected() as client:
        client.proxy.add(Rule(reset, REQUESTS, times=1))
        with pytest.raises(ConnectionResetError):
            await client.ask(b"one")
        assert client.store.received == b""


async def test_a_half_open_connection_is_silent_until_it_goes_on() -> None:
    async with connected() as client:
        with client.proxy.having(Rule(freeze, REQUESTS, times=1)):
            client.writer.write(b"one")
            assert await client.is_silent()
        await client.store.receives(b"one")


async def test_a_one_way_network_carries_requests_and_no_replies() -> None:
    async with connected() as client:
        with client.proxy.having(Rule(swallow, REPLIES)):
            client.writer.write(b"one")
            await client.store.receives(b"one")
            assert await client.is_silent()
        client.writer.write(b"two")
        await client.store.receives(b"onetwo")
        assert await client.is_silent(), "nothing comes after a gap"


async def test_an_effect_comes_before_its_chunk_and_a_delay_loses_nothing() -> None:
    async with connected() as client:
        seen: list[bytes] = []
        note: Callable[[], None] = lambda: seen.append(client.store.received)  # noqa: E731
        client.proxy.add(Rule(call(note), REQUESTS))
        client.proxy.add(Rule(delay(0.001), REPLIES))
        assert await client.ask(b"one") == b"one"
        assert seen == [b""]


async def test_a_proxy_that_hangs_up_accepts_and_closes() -> None:
    async with connected() as client:
        client.proxy.hang_up()
        reader, writer = await asyncio.open_connection("127.0.0.1", client.proxy.port)
        assert await reader.read() == b""
        writer.close()
        assert client.proxy.accepted == 2
        assert await client.ask(b"one") == b"one"
