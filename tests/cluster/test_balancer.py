"""Every route and every transport passes the deployed balancer; the routes of operators do not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import socketio
from yarl import URL

from server.reference.examples.table import EXAMPLES
from server.reference.operations.operation import Operation
from server.reference.operations.table import operations
from tests.cluster.balanced import Balanced, balanced, balancer_without_nodes
from tests.conftest import emptied
from tests.integration.clients.javascript import run_client
from tests.nodes import LiveNode, StoreUrls, heard
from tests.timeouts import WAIT_MAX_S

INTERNAL = ("/readyz", "/metrics")
SPELLINGS = (
    *INTERNAL,
    "/%6detrics",
    "/readyz/",
    "//readyz",
    "/ready%7a",
    "/%2freadyz",
    "/a/../readyz",
)
BODIES: dict[Any, Any] = {**EXAMPLES, None: None}
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    servers: StoreUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Balanced]:
    """Run two nodes and the balancer for all tests of this module. No test here empties Redis."""
    async with (
        emptied(servers) as stores,
        balanced(stores, tmp_path_factory.mktemp("balancer")) as running,
    ):
        yield running


async def ask(node: LiveNode, operation: Operation) -> tuple[int, str, str | None]:
    """Send an operation's request to names that do not exist; return status, media type and server."""
    names = dict.fromkeys(("item_id", "auction_id", "user_id", "webhook_id"), "ghost")
    names |= {"delivery_id": "1", "number": "1"}
    url = node.url + operation.path.format(**names)
    body = BODIES.get(operation.takes)
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with node.http.request(operation.method, url, json=body, headers=headers) as response:
        await response.read()
        return response.status, response.content_type, response.headers.get("Server")


@asynccontextmanager
async def cookieless(
    node: LiveNode, user: str, transports: list[str]
) -> AsyncIterator[socketio.AsyncSimpleClient]:
    """Connect python-socketio's own client, which keeps no cookie of the balancer."""
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
        socketio.AsyncSimpleClient(http_session=http, request_timeout=WAIT_MAX_S) as client,
    ):
        auth = {"token": node.token(user)}
        await client.connect(node.url, auth=auth, transports=transports, wait_timeout=WAIT_MAX_S)
        yield client


async def test_every_route_is_answered_through_the_balancer_as_by_a_node(house: Balanced) -> None:
    for operation in operations():
        if operation.path not in INTERNAL:
            through = await ask(house.balancer, operation)
            assert through == await ask(house.nodes[0], operation), operation.name
            assert through[0] != HTTPStatus.METHOD_NOT_ALLOWED
    large = {"items": [{"title": "x" * 1_000}] * 200}
    node = house.balancer
    for path, status in (
        ("/auctions/ghost/import", HTTPStatus.NOT_FOUND),
        ("/bid", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    ):
        headers = {"Authorization": f"Bearer {node.auctioneer}"}
        async with node.http.post(node.url + path, json=large, headers=headers) as response:
            assert response.status == status, path


async def test_a_bidder_is_approved_through_the_balancer_which_names_the_request(
    house: Balanced,
) -> None:
    node = house.balancer
    sale = {"auction_id": "approved", "title": "A sale", "approval": True}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    url = f"{node.url}/auctions/approved/bidders/ann"
    headers = {"Authorization": f"Bearer {node.auctioneer}", "X-Request-Id": "a-client-s-own"}
    async with node.http.put(url, json={"approved": True}, headers=headers) as response:
        assert (response.status, (await response.json())["approved"]) == (HTTPStatus.OK, True)
        (request_id,) = response.headers.getall("X-Request-Id")
    async with asyncio.timeout(WAIT_MAX_S):
        while request_id not in (logged := house.log.read_text()):
            await asyncio.sleep(0.02)
    assert "a-client-s-own" not in request_id + logged


@pytest.mark.parametrize("transports", ["polling", "polling,websocket"])
async def test_the_javascript_client_bids_through_the_balancer_without_cookies(
    house: Balanced, transports: str
) -> None:
    item_id = f"lamp-{transports.count(',')}"
    await house.balancer.put_up(item_id)
    seen = await run_client(house.balancer, transports, item_id)
    first, _, last = transports.partition(",")
    assert seen["transports"] == [first, last or first]
    assert (seen["accepted"]["ok"], seen["newBid"]["price"]) == (True, 150)
    assert [answer["ok"] for answer in seen["times"]] == [True] * 20
    logged = house.log.read_text()
    assert "/socket.io/" in logged
    assert "sid=" not in logged
    assert "node1." not in logged.replace("node1.log", "")


async def test_python_clients_without_cookies_share_a_room_over_both_nodes(
    house: Balanced,
) -> None:
    node = house.balancer
    await node.put_up("vase")
    for amount, transports in (
        (150, ["websocket"]),
        (200, ["polling"]),
        (250, ["polling", "websocket"]),
    ):
        async with AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(cookieless(node, f"u{number}", transports))
                for number in range(4)
            ]
            for client in clients:
                assert (await client.call("watch", {"item_id": "vase"}))["ok"] is True
            questions = [clients[0].call("clock", {"sent_at": number}) for number in range(20)]
            assert [answer["ok"] for answer in await asyncio.gather(*questions)] == [True] * 20
            bid = {"bid_id": f"b{amount}", "item_id": "vase", "amount": amount, "raise_own": True}
            assert (await clients[0].call("bid", bid))["ok"] is True
            for client in clients[1:]:
                name, message = await heard(client)
                assert (name, message["price"]) == ("new_bid", amount)


async def test_requests_of_a_client_with_cookies_reach_one_node(house: Balanced) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        given = []
        for _ in range(6):
            async with http.get(house.balancer.url + "/healthz") as response:
                given += [cookie.value for cookie in response.cookies.values()]
    assert given in (["node1"], ["node2"])


async def test_no_spelling_of_an_internal_route_passes_the_balancer(house: Balanced) -> None:
    for path in SPELLINGS:
        for public in (house.balancer, *house.nodes):
            async with public.http.get(URL(public.url + path, encoded=True)) as response:
                assert response.status == HTTPStatus.NOT_FOUND, (public.url, path)
    for url in house.operations:
        async with house.balancer.http.get(url + "/readyz") as response:
            assert (await response.json())["ready"] is True


async def test_an_address_with_too_many_connections_is_refused_and_no_other(tmp_path: Path) -> None:
    async with balancer_without_nodes(tmp_path, connections_max=3) as port:
        async with asyncio.timeout(WAIT_MAX_S):
            while not await answered(port, "127.0.0.2"):
                await asyncio.sleep(0.02)
            idle = await held(port, "127.0.0.2", [])
            while await answered(port, "127.0.0.2"):
                await asyncio.sleep(0.02)
                idle = await held(port, "127.0.0.2", idle)
            assert await answered(port, "127.0.0.3")
            for _, writer in idle:
                writer.transport.abort()
            while not await answered(port, "127.0.0.2"):
                await asyncio.sleep(0.02)


Connections = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


async def held(port: int, source: str, idle: Connections) -> Connections:
    """Keep those of the connections that stand, and add others until there are three.

    One is refused if the balancer still counts the request that came before them.
    """
    standing = [each for each in idle if not (each[0].at_eof() or each[1].is_closing())]
    while len(standing) < 3:
        try:
            standing.append(await connection(port, source))
        except ConnectionError:
            await asyncio.sleep(0.02)
    return standing


async def connection(port: int, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect from an address."""
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))


async def answered(port: int, source: str) -> bool:
    """Return whether a request from an address gets any answer."""
    try:
        reader, writer = await connection(port, source)
    except ConnectionError:
        return False
    try:
        writer.write(b"DELETE / HTTP/1.1\r\nHost: balancer\r\n\r\n")
        return (await reader.read(5)) == b"HTTP/"
    except ConnectionError:
        return False
    finally:
        writer.transport.abort()
