"""A page of another origin uses the node where that is allowed, with cookies, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from playwright.async_api import Page, Request

from tests.browser.conftest import Pages
from tests.nodes import LiveNode, StoreUrls, free_port, node_here

USES_NODE = """
async (node) => {
  const options = { credentials: "include" };
  const json = { "Content-Type": "application/json" };
  const body = JSON.stringify({ name: "Ann" });
  const registered = await fetch(node + "/users", { ...options, method: "POST", headers: json, body });
  const { token } = await registered.json();
  const headers = { ...json, Authorization: `Bearer ${token}` };
  const bid = JSON.stringify({ bid_id: "b1", item_id: "lamp", amount: 150 });
  const placed = await fetch(node + "/bid", { ...options, method: "POST", headers, body: bid });
  const read = await fetch(node + "/items/lamp", { ...options, headers });
  const opened = await fetch(node + "/socket.io/?EIO=4&transport=polling", options);
  const { sid } = JSON.parse((await opened.text()).slice(1));
  const path = `${node}/socket.io/?EIO=4&transport=polling&sid=${sid}`;
  const joined = await fetch(path, { ...options, method: "POST", body: "40" });
  const websocket = new WebSocket(node.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket");
  const first = await new Promise((resolve, reject) => {
    websocket.onmessage = (message) => resolve(message.data);
    websocket.onerror = () => reject(new Error("refused"));
  });
  return {
    statuses: [registered, placed, read, opened, joined].map((response) => response.status),
    price: (await read.json()).price,
    websocket: first[0],
  };
}
"""
TRIES = """
async (node) => {
  const tried = [];
  for (const [path, init] of [
    ["/users", { method: "POST", body: '{"name": "Ann"}' }],
    ["/users", { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } }],
    ["/items/lamp", {}],
    ["/socket.io/?EIO=4&transport=polling", { credentials: "include" }],
  ]) {
    tried.push(await fetch(node + path, init).then((response) => response.status, () => "unreadable"));
  }
  const websocket = new WebSocket(node.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket");
  tried.push(await new Promise((resolve) => {
    websocket.onmessage = () => resolve("open");
    websocket.onerror = () => resolve("unreadable");
  }));
  return tried;
}
"""


@asynccontextmanager
async def shop() -> AsyncIterator[str]:
    """Serve an empty page at an origin of its own: another port of another name of this machine."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(
            text="<!doctype html><link rel=icon href=data:,>", content_type="text/html"
        )

    app = web.Application()
    app.add_routes([web.get("/", page)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    port = free_port()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def opened(pages: Pages, node: LiveNode, origin: str) -> Page:
    """Open the shop's page in a browser that has a cookie of the node's, as a balancer sets one."""
    page = await pages.open(LiveNode(origin, node.stores, node.http), "")
    cookie: Any = {"name": "AUCTION_NODE", "value": "node1", "url": node.url}
    await page.context.add_cookies([cookie])
    return page


async def test_a_page_of_an_allowed_origin_registers_bids_polls_and_connects_with_its_cookies(
    stores: StoreUrls, pages: Pages
) -> None:
    async with shop() as origin, node_here(stores, allowed_origins=[origin]) as node:
        await node.put_up()
        page = await opened(pages, node, origin)
        sent: list[Request] = []
        page.on("request", lambda request: sent.extend([request]))
        used = await page.evaluate(USES_NODE, node.url)
        assert used == {"statuses": [201, 200, 200, 200, 200], "price": 150, "websocket": "0"}
        fetched = [request for request in sent if request.url.startswith(node.url)]
        cookies = [(await request.all_headers()).get("cookie") for request in fetched]
        assert cookies.count("AUCTION_NODE=node1") >= 5


async def test_a_page_of_any_other_origin_can_neither_read_nor_change_anything(
    stores: StoreUrls, pages: Pages
) -> None:
    async with shop() as origin, node_here(stores) as node:
        await node.put_up()
        page = await opened(pages, node, origin)
        assert await page.evaluate(TRIES, node.url) == ["unreadable"] * 5
        assert node.here is not None
        assert not node.sockets.eio.sockets
    pages.errors.clear()
