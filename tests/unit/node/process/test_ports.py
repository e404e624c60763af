"""A port is taken at once, refuses connections until it listens, and is named where it can't be had."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from server.node.process.ports import Port, taken
from server.settings import SettingsError
from tests.nodes import free_port

HOST, NAME = "127.0.0.1", "AUCTION_PORT"


@asynccontextmanager
async def listening(port: Port) -> AsyncIterator[None]:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    try:
        await port.listen(runner, backlog=1)
        yield
    finally:
        await runner.cleanup()


async def test_a_port_refuses_connections_until_it_listens() -> None:
    number = free_port()
    with taken(NAME, HOST, number) as port:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, number)
        async with listening(port):
            _, writer = await asyncio.open_connection(HOST, number)
            writer.close()


async def test_a_port_that_another_node_listens_at_is_named_with_its_settings() -> None:
    number = free_port()
    refused = pytest.raises(SettingsError, match=f"{NAME}: cannot listen on {HOST}:{number}")
    with taken(NAME, HOST, number) as first, taken(NAME, HOST, number) as second:
        async with listening(first):
            with refused:
                async with listening(second):
                    pass
            with refused, taken(NAME, HOST, number):
                pass
