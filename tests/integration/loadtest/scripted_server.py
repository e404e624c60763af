"""A server with the contract's bare minimum, whose faults a test chooses."""

import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.nodes import free_port

HELLO = '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'
EVENT = re.compile(r"42(\d+)(\[.*)")

Reply = Callable[[str], str | None]


@dataclass
class ScriptedServer:
    """A server of one item that stays open. Each kind of answer passes through a replaceable reply."""

    url: str = ""
    seq: int = 2
    price: int = 100
    bids: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    asked_since: list[int] = field(default_factory=list)
    pongs: int = 0
    full: int = 0
    """The number of handshakes to refuse with a Retry-After of a second."""
    chosen: Iterator[str] = field(default_factory=lambda: iter(()))
    """The nodes that a balancer chooses, in the order of the sockets."""
    joining: Reply = lambda packet: packet
    watching: Reply = lambda packet: packet
    answering: Reply = lambda packet: packet

    def item(self, item_id: str) -> dict[str, Any]:
        """Return the item."""
        return {
            "item_id": item_id,
            "status": "open",
            "seq": self.seq,
            "price": self.price,
            "minimum": self.price + 10,
            "leader": None,
            "bid_count": len(self.bids),
            "ends_at": None,
            "start_price": 100,
            "winners": [],
        }

    async def http(self, request: web.Request) -> web.Response:
        """Accept every command; return the item."""
        shown = self.item(request.path.rsplit("/", 1)[-1])
        return web.json_response(shown if request.method == "GET" else {"ok": True})

    async def metrics(self, request: web.Request) -> web.Response:
        """Return the number of sockets."""
        return web.Response(text=f"auction_sockets {sum(not s.closed for s in self.sockets)}\n")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Serve a socket until it closes."""
        if self.full:
            self.full -= 1
            raise web.HTTPTooManyRequests(headers={"Retry-After": "1"})
        socket = web.WebSocketResponse()
        if (node := next(self.chosen, None)) is not None:
            socket.set_cookie("AUCTION_NODE", node, httponly=True)
        await socket.prepare(request)
        await socket.send_str(HELLO)
        await socket.send_str("2")
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self.packet(socket, message.data)
        return socket

    async def packet(self, socket: web.WebSocketResponse, packet: str) -> None:
        """Handle a packet."""
        if packet == "3":
            self.pongs += 1
        elif packet.startswith("40"):
            await self._send(socket, self.joining('40{"sid":"y"}'))
        elif (event := EVENT.fullmatch(packet)) is not None:
            name, argument = json.loads(event[2])
            match name:
                case "watch":
                    answer = self.watch(socket, argument)
                case "bid":
                    answer = self.bid(argument)
                case _:
                    answer = {"ok": True}
            packet = f"43{event[1]}{json.dumps([answer])}"
            reply = self.watching if name == "watch" else self.answering
            await self._send(socket, reply(packet))
            if name == "bid" and self.seq not in self.lost:
                await self.broadcast(argument["item_id"])

    def watch(self, socket: web.WebSocketResponse, argument: dict[str, Any]) -> dict[str, Any]:
        """Add a socket to the room."""
        since = argument.get("since", 0)
        if since:
            self.asked_since.append(since)
        else:
            self.sockets.append(socket)
        missed = [bid for bid in self.bids if bid["seq"] > since]
        item = self.item(argument["item_id"])
        return {"ok": True, "item": item, "bids": missed, "complete": True}

    def bid(self, bid: dict[str, Any]) -> dict[str, Any]:
        """Accept a bid."""
        self.seq += 1
        self.price = bid["amount"]
        at = round(time.time() * 1000)
        fields = {"seq": self.seq, "bid_id": bid["bid_id"], "bidder": "A#aaaaa", "at": at}
        self.bids.append({**fields, "amount": self.price, "auto": False})
        answer = {"seq": self.seq, "price": self.price, "minimum": self.price + 10}
        return {"ok": True, "bid_id": bid["bid_id"], **answer, "leading": True, "ends_at": None}

    async def broadcast(self, item_id: str) -> None:
        """Send the latest bid to the room."""
        message = {**self.item(item_id), "from_seq": self.seq, "bids": self.bids[-1:]}
        for socket in self.sockets:
            await self._send(socket, f"42{json.dumps(['new_bid', message], separators=(',', ':'))}")

    async def _send(self, socket: web.WebSocketResponse, packet: str | None) -> None:
        if packet is not None and not socket.closed:
            # A client may leave at any moment.
            with suppress(ConnectionError):
                await socket.send_str(packet)


@asynccontextmanager
async def scripted_server() -> AsyncIterator[ScriptedServer]:
    """Run a scripted server while the context lasts."""
    server, port = ScriptedServer(), free_port()
    app = web.Application()
    app.add_routes(
        [
            web.get("/socket.io/", server.socket),
            web.get("/metrics", server.metrics),
            web.route("*", "/{path:.*}", server.http),
        ]
    )
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    server.url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
