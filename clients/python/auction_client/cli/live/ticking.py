"""A report of views, and the pace at which it is drawn again."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

from auction_client.auction_client import AuctionClient
from auction_client.connecting.reconnecting import ConnectionStatus
from auction_client.errors import AuctionError
from auction_client.tasks import cancelled

TICK_S = 0.5

V_contra = TypeVar("V_contra", contravariant=True)


class Report(Protocol[V_contra]):
    """Shows views, and the state of the connection."""

    def show(self, view: V_contra) -> None:
        """Show a view."""

    def connection(self, status: ConnectionStatus) -> None:
        """Show that the state of the connection has changed."""

    def tick(self, now_ms: int) -> None:
        """Show the moment, on the server's clock."""


@asynccontextmanager
async def ticking(
    client: AuctionClient, report: Report[V_contra]
) -> AsyncIterator[Report[V_contra]]:
    """Hand a report the state of the connection and the time, while the context lasts."""
    unsubscribe = client.connection_changed.subscribe(report.connection)
    task = asyncio.create_task(_tick(client, report), name="auction-ticks")
    try:
        yield report
    finally:
        unsubscribe()
        await cancelled(task)


async def _tick(client: AuctionClient, report: Report[V_contra]) -> None:
    offset_ms = 0.0
    with suppress(AuctionError):
        offset_ms = (await client.clock()).offset_ms
    while True:
        report.tick(int(time.time() * 1_000 + offset_ms))
        await asyncio.sleep(TICK_S)
