"""Nodes to test against, in this process or in processes of their own, and clients of them."""

import asyncio
import os
import random
import signal
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import socketio

from server.domain.types import Role, UserId
from server.identity.tokens import SharedSecret, Tokens
from server.node.app import Node, running_node
from server.settings import Settings
from server.sockets.server import SocketServer
from tests.timeouts import WAIT_MAX_S, time_limit

SECRET = "a secret that only the tests know, long enough"
ROOT = Path(__file__).parents[1]
FIRST_PORT, PORTS_EACH, SHARES = 10_240, 1_200, 8
"""Each worker of a test run has ports of its own. These and the ports 10,000 above them, which a Redis
Cluster also uses, are below the system's range for outgoing connections (0066)."""


@dataclass(frozen=True, slots=True)
class StoreUrls:
    """The addresses of a test's own Redis and database."""

    redis: str
    database: str


@dataclass(frozen=True, slots=True)
class LiveNode:
    """A node that answers at `url`, and the HTTP requests of tests."""

    url: str
    stores: StoreUrls
    http: aiohttp.ClientSession
    here: Node | None = None
    """The node itself, if it is in this process."""

    @property
    def sockets(self) -> SocketServer:
        """The sockets of a node in this process."""
        assert self.here is not None, "this node is a process of its own"
        return self.here.sockets

    def token(self, user: str = "ann", role: Role = Role.BIDDER, *, ttl_s: int = 600) -> str:
        """Make a token for a user, with their id capitalized as the name."""
        tokens = Tokens(SharedSecret(SECRET))
        return tokens.issue(UserId(user), user.capitalize(), role, ttl_s=ttl_s)

    @property
    def auctioneer(self) -> str:
        """A token of the auctioneer of every sale that `put_up` makes."""
        return self.token("house", Role.AUCTIONEER)

    async def get(self, path: str) -> tuple[int, Any]:
        """Send a GET request; return status and body."""
        async with self.http.get(self.url + path) as response:
            return response.status, await response.json()

    async def post(
        self, path: str, body: object = None, token: str | None = None
    ) -> tuple[int, Any]:
        """Send a POST request; return status and body."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.http.post(self.url + path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def put_up(self, item_id: str = "lamp", *, opened: bool = True, **rules: Any) -> Any:
        """Put an item up in the auction `sale`, by default open, from 1.00 in steps of 10 cents."""
        sale = {"auction_id": "sale", "title": "A sale"}
        assert (await self.post("/auctions", sale, self.auctioneer))[0] == HTTPStatus.CREATED
        item = {"item_id": item_id, "title": "A lamp", "start_price": 100, "increment": [[0, 10]]}
        path = "/auctions/sale/items"
        status, body = await self.post(path, {**item, **rules}, self.auctioneer)
        assert status == HTTPStatus.CREATED, body
        if opened:
            await self.command(item_id, "open")
        return body

    async def command(self, item_id: str, name: str, **body: Any) -> Any:
        """Send an auctioneer's command; return its answer."""
        path = f"/items/{item_id}/{name}"
        status, answer = await self.post(path, body or None, self.auctioneer)
        assert status == HTTPStatus.OK, answer
        return answer

    async def bid(self, amount: int, user: str = "ann", item_id: str = "lamp", **more: Any) -> Any:
        """Bid over HTTP, also as the leader; return status and answer."""
        terms = {"amount": amount, "raise_own": True, **more}
        bid = {"bid_id": uuid.uuid4().hex, "item_id": item_id, **terms}
        return await self.post("/bid", bid, self.token(user))

    async def now(self) -> int:
        """Return the time of the server's clock."""
        async with connected(self) as client:
            answer = await client.call("clock", {"sent_at": 0})
        return int(answer["server_time"])

    async def end_in(self, ms: int, item_id: str = "lamp") -> int:
        """Set the end of an open item to `ms` from now; return it."""
        while True:
            _, item = await self.get(f"/items/{item_id}")
            ends_at = int(item["server_time"]) + ms
            path, body = f"/items/{item_id}/extend", {"ends_at": ends_at}
            status, answer = await self.post(path, body, self.auctioneer)
            if status == HTTPStatus.OK:
                return ends_at
            # On a slow machine the end may have passed before the request arrived.
            assert status == HTTPStatus.UNPROCESSABLE_ENTITY, answer
            ms *= 2


def _own_ports() -> Iterator[int]:
    """Yield this worker's ports in turn, from a random one, as another run may use the same machine."""
    share = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SHARES
    at = random.randrange(PORTS_EACH)
    while True:
        yield FIRST_PORT + share * PORTS_EACH + at
        at = (at + 1) % PORTS_EACH


_ports = _own_ports()


def free_port() -> int:
    """Return a port that is free, and that the system assigns to no other process by chance."""
    while True:
        port = next(_ports)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@asynccontextmanager
async def node_here(stores: StoreUrls, **settings: Any) -> AsyncIterator[LiveNode]:
    """Run a node in this process, on this test's stores."""
    usual = {"port": free_port(), "secret": SECRET, "open_registration": True, "token_leeway_s": 0}
    settings = {**usual, "bid_timeout_ms": WAIT_MAX_S * 1000, **settings}
    chosen = Settings(redis_url=stores.redis, database_url=stores.database, **settings)
    async with running_node(chosen) as node, aiohttp.ClientSession() as http:
        yield LiveNode(node.url, stores, http, node)


@dataclass(frozen=True, slots=True)
class NodeProcess:
    """A node in a process of its own."""

    process: asyncio.subprocess.Process
    node: LiveNode

    async def kill(self) -> None:
        """Kill the process with SIGKILL."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def node_process(
    stores: StoreUrls | None,
    log: Path | None = None,
    port: int | None = None,
    root: Path = ROOT,
    /,
    **environment: str,
) -> AsyncIterator[NodeProcess]:
    """Run `python -m server`, with embedded stores if none are given; ends it with SIGTERM.

    Its log is appended to a file, or goes to this process' standard error. `root` has its sources.
    """
    port = port or free_port()
    env = {**os.environ, "AUCTION_PORT": str(port), "AUCTION_SECRET": SECRET, **environment}
    if stores is not None:
        env |= {"AUCTION_REDIS_URL": stores.redis, "AUCTION_DATABASE_URL": stores.database}
    with ExitStack() as stack:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server"),
            cwd=root,
            env=env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=stack.enter_context(log.open("ab")) if log is not None else None,
        )
    try:
        async with aiohttp.ClientSession() as http:
            urls = stores or StoreUrls("", "")
            node = LiveNode(f"http://127.0.0.1:{port}", urls, http)
            await _alive(node, process)
            yield NodeProcess(process, node)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with time_limit(WAIT_MAX_S):
            await process.wait()


async def _alive(node: LiveNode, process: asyncio.subprocess.Process) -> None:
    async with time_limit(3 * WAIT_MAX_S):
        while True:
            assert process.returncode is None, "the node has ended instead of listening"
            try:
                await node.get("/healthz")
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
            else:
                return


@asynccontextmanager
async def connected(
    node: LiveNode, token: str | None = None, transports: tuple[str, ...] = ("websocket",)
) -> AsyncIterator[socketio.AsyncSimpleClient]:
    """Connect python-socketio's own client."""
    async with socketio.AsyncSimpleClient(request_timeout=WAIT_MAX_S) as client:
        auth = {"token": token} if token else None
        await client.connect(
            node.url, auth=auth, transports=list(transports), wait_timeout=WAIT_MAX_S
        )
        yield client


async def heard(
    client: socketio.AsyncSimpleClient, timeout_s: float = WAIT_MAX_S
) -> tuple[str, Any]:
    """Return the next event other than `watchers` and `mine`, and its argument.

    Neither has a fixed place among the messages of an item.

    Raises `socketio.exceptions.TimeoutError`.
    """
    while True:
        event, argument = await client.receive(timeout=timeout_s)
        if event not in {"watchers", "mine"}:
            return event, argument
