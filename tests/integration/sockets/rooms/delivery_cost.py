"""Measures the cost of a delivery and of a bare write to the same sockets.

`python -m tests.integration.sockets.rooms.delivery_cost` prints the CPU time of both, in microseconds per
socket, and their ratio. Both are medians of rounds that alternate within one run. The clients run in
another process and read nothing, so that only the kernel takes the bytes.
"""

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import uvloop

from server.sockets.rooms.delivery import Delivery
from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import FrameReader, text_frame
from server.sockets.transport.rate_limits import RateLimiter
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer

SOCKETS = 1_000
ROUNDS = 25
MESSAGE = {
    "item_id": "lamp",
    "from_seq": 7,
    "seq": 7,
    "price": 1_000,
    "minimum": 1_050,
    "leader": "Ann#k3f9q",
    "bid_count": 5,
    "ends_at": 1_893_456_000_000,
    "reserve_met": True,
    "bids": [{"seq": 7, "bid_id": "b" * 32, "bidder": "Ann#k3f9q", "amount": 1_000, "at": 1}],
}
CLIENTS = f"""
import asyncio, sys
async def main():
    for _ in range({SOCKETS}):
        kept.append(await asyncio.open_connection("127.0.0.1", int(sys.argv[1])))
    sys.stdin.read()
kept = []
asyncio.run(main())
"""


class Host:
    """The host of the connections, without limits."""

    wheel = TimerWheel()
    coalescer = WriteCoalescer()
    limiter = RateLimiter(None)
    slow_readers = SlowReaders()
    ping_interval = ping_timeout = 60.0

    def lost(self, connection: Connection, reason: str) -> None:
        """Do nothing."""


async def measured() -> tuple[float, float]:
    """Return the CPU time of a bare write and of a delivery, in microseconds per socket."""
    async with accepted() as transports:
        host: Any = Host()
        sockets: dict[str, Connection] = {}
        for number, transport in enumerate(transports):
            sid = str(number)
            sockets[sid] = Connection(host, transport, FrameReader(1), sid=sid, address="")
            transport.set_protocol(sockets[sid])
        delivery = Delivery(SimpleNamespace(sockets=sockets))
        frame = text_frame(b"42" + b"x" * 300)
        bare, delivered = [], []
        for _ in range(ROUNDS):
            began = time.process_time()
            for transport in transports:
                transport.write(frame)
            await asyncio.sleep(0)
            bare.append(time.process_time() - began)
            await asyncio.sleep(0.01)
            began = time.process_time()
            delivery.send(sockets, "new_bid", MESSAGE, topic="lamp")
            await delivery.all_sent()
            await asyncio.sleep(0)
            delivered.append(time.process_time() - began)
            await asyncio.sleep(0.01)
    return tuple(statistics.median(each) / SOCKETS * 1e6 for each in (bare, delivered))  # type: ignore[return-value]


@asynccontextmanager
async def accepted() -> AsyncIterator[list[asyncio.Transport]]:
    """Yield the accepted connections of the clients' process, which is killed at the end."""
    transports: list[asyncio.Transport] = []

    class Accepting(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(cast("asyncio.Transport", transport))

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Accepting, "127.0.0.1", 0, backlog=SOCKETS)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CLIENTS, str(port), stdin=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(30):
            while len(transports) < SOCKETS:
                await asyncio.sleep(0.01)
        yield transports
    finally:
        server.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def main() -> None:
    """Measure and print."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        bare, delivery = runner.run(measured())
    sys.stdout.write(
        f"bare write {bare:.2f} us, delivery {delivery:.2f} us, ratio {delivery / bare:.3f}\n"
    )


if __name__ == "__main__":
    main()
