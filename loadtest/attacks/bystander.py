"""The bystander: sockets that bid at a fixed rate, and the times of their answers."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.wire.frames import FrameReader, frame, new_key, opened, opening

RATE_PER_S = 40
"""Bids of each socket, below the default limit of events."""
PATH = "/socket.io/?EIO=4&transport=websocket"


class Bystander:
    """One socket that raises its own bid on an item of its own."""

    def __init__(self, item_id: str) -> None:
        self._item_id = item_id
        self._number = 0
        self._due: dict[int, float] = {}
        self.times = Histogram()
        self.refused = 0
        """Bids that were not accepted."""

    @property
    def waiting(self) -> int:
        """The number of bids without an answer."""
        return len(self._due)

    async def bid(self, writer: asyncio.StreamWriter) -> None:
        """Bid at the rate for ever; a bid's time counts from the moment at which it is due."""
        due = time.perf_counter()
        while True:
            due += 1 / RATE_PER_S
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self._number += 1
            self._due[self._number] = due
            amount = 100 + 10 * self._number
            bid = {"bid_id": f"{self._item_id}-{self._number}", "item_id": self._item_id}
            event = json.dumps(["bid", {**bid, "amount": amount, "raise_own": True}])
            writer.write(frame(f"42{self._number}{event}".encode()))

    async def read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Time the answers and answer pings, to the end of the connection."""
        frames = FrameReader()
        while data := await reader.read(65_536):
            now = time.perf_counter()
            for _, payload in frames.feed(data):
                if payload == b"2":
                    writer.write(frame(b"3"))
                elif payload.startswith(b"43"):
                    number = int(payload[2 : payload.index(b"[")])
                    self.times.add_s(now - self._due.pop(number))
                    self.refused += b'"ok":true' not in payload


@asynccontextmanager
async def bystanders(
    url: str, token: str, item_ids: Sequence[str]
) -> AsyncIterator[list[Bystander]]:
    """Run a bystander for each item."""
    host = url.removeprefix("http://")
    name, _, port = host.partition(":")
    made, tasks, writers = [], [], []
    try:
        for item_id in item_ids:
            bystander = Bystander(item_id)
            reader, writer = await asyncio.open_connection(name, int(port))
            key = new_key()
            writer.write(opening(host, PATH, key, deflate=False))
            opened((await reader.readuntil(b"\r\n\r\n"))[:-4], key)
            writer.write(frame(b"40" + json.dumps({"token": token}).encode()))
            tasks += [
                asyncio.create_task(bystander.read(reader, writer)),
                asyncio.create_task(bystander.bid(writer)),
            ]
            made.append(bystander)
            writers.append(writer)
        yield made
    finally:
        for task in tasks:
            task.cancel()
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)
