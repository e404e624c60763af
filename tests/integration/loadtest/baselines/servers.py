"""Baselines as processes, and bidders on them."""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
import socketio

from loadtest.baselines.archive import archive
from loadtest.launch import running_server
from tests.nodes import ROOT, SECRET, LiveNode, StoreUrls, connected, free_port
from tests.timeouts import WAIT_MAX_S

NODE_MODULES = ROOT / "loadtest/baselines/node/node_modules"
BIDDERS = 50
ROUNDS = 2
STEP = 10

Answers = list[tuple[int, Any]]
"""Every amount that was bid, with its answer."""


def command(name: str) -> list[str]:
    """Return the command of a baseline; skips the test if Node's packages are not installed."""
    if name == "node" and not NODE_MODULES.is_dir():
        assert "CI" not in os.environ, "the Node baseline isn't installed: run `npm ci` beside it"
        pytest.skip("the Node baseline isn't installed: run `npm ci` beside it")
    return [sys.executable, "-m", "loadtest.baselines", name]


def settings(stores: StoreUrls, port: int) -> dict[str, str]:
    """Return a baseline's environment."""
    return {
        "AUCTION_PORT": str(port),
        "AUCTION_REDIS_URL": stores.redis,
        "AUCTION_DATABASE_URL": stores.database,
        "AUCTION_SECRET": SECRET,
    }


@asynccontextmanager
async def running(name: str, stores: StoreUrls) -> AsyncIterator[LiveNode]:
    """Run a baseline while the context lasts."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = running_server(command(name), settings(stores, port), f"{url}/healthz")
    async with server, aiohttp.ClientSession() as http:
        yield LiveNode(url, stores, http)


def bid(amount: int, item_id: str = "lamp") -> dict[str, Any]:
    """Return a bid with an id of its own."""
    bid_id = uuid.uuid4().hex
    return {"bid_id": bid_id, "item_id": item_id, "amount": amount, "raise_own": True}


async def stored_bids(stores: StoreUrls, count: int) -> Any:
    """Return the archive's bids once there are `count` of them."""
    async with asyncio.timeout(WAIT_MAX_S):
        while len(bids := (await archive(stores.database))["bids"]) < count:
            await asyncio.sleep(0.02)
    return bids


async def all_bid(node: LiveNode, bidders: Sequence[Any]) -> Answers:
    """Send a bid of every bidder at once; each amount is bid twice and is a step above the last."""
    minimum = (await node.get("/items/lamp"))[1]["minimum"]
    amounts = [minimum + STEP * (number // 2) for number in range(len(bidders))]
    asked = zip(bidders, amounts, strict=True)
    answers = await asyncio.gather(*(each.call("bid", bid(amount)) for each, amount in asked))
    return list(zip(amounts, answers, strict=True))


@asynccontextmanager
async def crowd(node: LiveNode) -> AsyncIterator[list[socketio.AsyncSimpleClient]]:
    """Connect fifty bidders while the context lasts."""
    async with AsyncExitStack() as stack:
        tokens = [node.token(f"bidder-{number}") for number in range(BIDDERS)]
        yield [await stack.enter_async_context(connected(node, token)) for token in tokens]


async def check_one_history(name: str, stores: StoreUrls) -> None:
    """Let fifty bidders bid at once; the accepted bids must form one history, also in the archive."""
    answers: Answers = []
    async with running(name, stores) as node:
        await node.put_up(increment=[[0, STEP]])
        async with crowd(node) as bidders:
            for _ in range(ROUNDS):
                answers += await all_bid(node, bidders)
        _, item = await node.get("/items/lamp")

    accepted = sorted((a for _, a in answers if a["ok"]), key=lambda answer: answer["seq"])
    refused = [(amount, a["error"]) for amount, a in answers if not a["ok"]]
    assert len(accepted) + len(refused) == ROUNDS * BIDDERS
    assert [answer["seq"] for answer in accepted] == list(range(1, len(accepted) + 1))
    before, after = accepted[:-1], accepted[1:]
    assert all(a["minimum"] <= b["price"] for a, b in zip(before, after, strict=True))
    assert {error["code"] for _, error in refused} == {"too_low"}
    assert all(amount < error["minimum"] for amount, error in refused)
    assert (item["price"], item["seq"]) == (max(a["price"] for a in accepted), len(accepted))
    kept = (await archive(stores.database))["bids"]
    assert [(row["seq"], row["bid_id"], row["amount"]) for row in kept] == [
        (answer["seq"], answer["bid_id"], answer["price"]) for answer in accepted
    ]
