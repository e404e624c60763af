"""A report gets the time of the server and the state of the connection, while it lasts."""

import asyncio
import time
from typing import cast

from auction_client.auction_client import AuctionClient
from auction_client.cli.live.ticking import ticking
from auction_client.connecting.reconnecting import ConnectionStatus
from auction_client.notices.signal import Signal
from auction_client.server_clock import ClockEstimate
from tests.timeouts import eventually


class Client:
    """A client whose server's clock is an hour ahead."""

    def __init__(self) -> None:
        self.connection_changed: Signal[ConnectionStatus] = Signal()

    async def clock(self) -> ClockEstimate:
        await asyncio.sleep(0)
        return ClockEstimate(3_600_000, 1)


class Report:
    def __init__(self) -> None:
        self.ticks: list[int] = []
        self.states: list[str] = []

    def show(self, view: object) -> None: ...

    def connection(self, status: ConnectionStatus) -> None:
        self.states.append(status.state)

    def tick(self, now_ms: int) -> None:
        self.ticks.append(now_ms)


async def test_a_report_gets_the_servers_time_and_each_change_of_the_connection() -> None:
    client, report = Client(), Report()
    async with ticking(cast("AuctionClient", client), report):
        client.connection_changed.emit(ConnectionStatus("silent", 0))
        await eventually(lambda: report.ticks)
    client.connection_changed.emit(ConnectionStatus("closed", 0))
    assert report.states == ["silent"]
    assert report.ticks[0] >= (time.time() + 3_500) * 1_000
