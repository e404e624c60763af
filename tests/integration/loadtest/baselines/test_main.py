"""Every baseline, as a process of its own on real stores: a bid's whole way, and fifty bidders at once."""

import asyncio
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
import socketio

from loadtest.baselines.archive import archive
from loadtest.launch import running_server
from tests.nodes import ROOT, SECRET, LiveNode, StoreUrls, connected, free_port
from tests.patience import PATIENCE_S

NODE_MODULES = ROOT / "loadtest/baselines/node/node_modules"
SAFE = ["redislock", "setnx", "rowlock", "watch", "lua", "node"]
OF_EACH_MAKE = ["none", "rowlock", "lua", "node"]
"""One of each way to hold items and the rule: Redis and Python, PostgreSQL, a script, Node."""
BIDDERS = 50
ROUNDS = 2
TRIES = 10
STEP = 10

Answers = list[tuple[int, Any]]
"""Every amount bid, with its acknowledgement."""


def command(name: str) -> list[str]:
    if name == "node" and not NODE_MODULES.is_dir():
        assert "CI" not in os.environ, "the Node baseline isn't installed: run `npm ci` beside it"
        pytest.skip("the Node baseline isn't installed: run `npm ci` beside it")
    return [sys.executable, "-m", "loadtest.baselines", name]


def settings(stores: StoreUrls, port: int) -> dict[str, str]:
    return {
        "AUCTION_PORT": str(port),
        "AUCTION_REDIS_URL": stores.redis,
        "AUCTION_DATABASE_URL": stores.database,
        "AUCTION_SECRET": SECRET,
    }


@asynccontextmanager
async def running(name: str, stores: StoreUrls) -> AsyncIterator[LiveNode]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = running_server(command(name), settings(stores, port), f"{url}/healthz")
    async with server, aiohttp.ClientSession() as http:
        yield LiveNode(url, stores, http)


@pytest.fixture(params=["none", *SAFE])
async def baseline(request: pytest.FixtureRequest, stores: StoreUrls) -> AsyncIterator[LiveNode]:
    async with running(request.param, stores) as node:
        yield node


def bid(amount: int, item_id: str = "lamp") -> dict[str, Any]:
    return {"bid_id": uuid.uuid4().hex, "item_id": item_id, "amount": amount}


async def bids_kept(stores: StoreUrls, count: int) -> Any:
    """Return the archive's bids as soon as there are `count` of them."""
    async with asyncio.timeout(PATIENCE_S):
        while len(bids := (await archive(stores.database))["bids"]) < count:
            await asyncio.sleep(0.02)
    return bids


async def test_an_accepted_bid_is_acknowledged_shown_and_archived(baseline: LiveNode) -> None:
    await baseline.put_up(increment=[[0, 25]])
    async with connected(baseline) as watcher, connected(baseline, baseline.token("ann")) as ann:
        watched = await watcher.call("watch", {"item_id": "lamp"})
        assert (watched["item"]["status"], watched["item"]["minimum"]) == ("open", 100)
        assert (watched["bids"], watched["complete"]) == ([], True)

        first = bid(130)
        figures = {"seq": 1, "price": 130, "minimum": 155, "leading": True, "ends_at": None}
        answer = await ann.call("bid", first)
        assert answer == {"ok": True, "bid_id": first["bid_id"], "item_id": "lamp", **figures}

        name, seen = await watcher.receive(timeout=PATIENCE_S)
        assert (name, seen["from_seq"], seen["seq"]) == ("new_bid", 1, 1)
        assert (seen["price"], seen["minimum"], seen["bid_count"]) == (130, 155, 1)
        shown = {name: seen["bids"][0][name] for name in ("seq", "bid_id", "bidder", "amount")}
        assert shown == {
            "seq": 1,
            "bid_id": first["bid_id"],
            "bidder": seen["leader"],
            "amount": 130,
        }
        assert seen["leader"].startswith("Ann#")

    _, item = await baseline.get("/items/lamp")
    assert (item["price"], item["leader"], item["bid_count"]) == (130, seen["leader"], 1)
    at = seen["bids"][0]["at"]
    kept = {**first, "seq": 1, "bidder": "ann", "at": at, "auto": False}
    assert await bids_kept(baseline.stores, 1) == [kept]
    assert abs(item["server_time"] - at) < 60_000


@pytest.mark.parametrize("baseline", OF_EACH_MAKE, indirect=True)
async def test_what_breaks_the_rules_is_refused_and_changes_nothing(baseline: LiveNode) -> None:
    await baseline.put_up()
    await baseline.post(
        "/auctions/sale/items",
        {"item_id": "vase", "title": "A vase", "start_price": 5},
        baseline.auctioneer,
    )
    async with connected(baseline) as watcher, connected(baseline, baseline.token("ann")) as ann:
        await ann.call("bid", bid(200))
        low = await ann.call("bid", bid(209))
        assert low["error"].pop("message")
        figures = {"code": "too_low", "minimum": 210, "price": 200, "seq": 1}
        assert low == {"ok": False, "error": figures}
        refused = {
            "not_open": await ann.call("bid", bid(500, "vase")),
            "not_found": await ann.call("bid", bid(500, "nothing")),
            "invalid": await ann.call("bid", {**bid(500), "amount": "500"}),
            "unauthenticated": await watcher.call("bid", bid(500)),
        }
        assert {code: answer["error"]["code"] for code, answer in refused.items()} == {
            code: code for code in refused
        }
    _, item = await baseline.get("/items/lamp")
    assert (item["price"], item["seq"]) == (200, 1)


@pytest.mark.parametrize("baseline", ["none", "node"], indirect=True)
async def test_a_socket_with_a_bad_token_and_a_bidder_who_puts_up_an_item_are_sent_away(
    baseline: LiveNode,
) -> None:
    client = socketio.AsyncClient(reconnection=False)
    refusals: list[Any] = []
    client.on("connect_error", refusals.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(baseline.url, auth={"token": "no"}, transports=["websocket"])
    assert [refusal["data"] for refusal in refusals] == [{"code": "unauthenticated"}]

    status, problem = await baseline.post("/auctions", {"title": "Mine"}, baseline.token("ann"))
    assert (status, problem["status"], problem["code"]) == (403, 403, "forbidden")
    assert (await baseline.post("/auctions", {"title": "Mine"}))[0] == 401
    assert (await baseline.get("/items/nothing"))[0] == 404


async def all_bid(node: LiveNode, bidders: Sequence[Any]) -> Answers:
    """Have everybody bid at the same moment: one step more than the one before, two each the same."""
    minimum = (await node.get("/items/lamp"))[1]["minimum"]
    amounts = [minimum + STEP * (number // 2) for number in range(len(bidders))]
    asked = zip(bidders, amounts, strict=True)
    answers = await asyncio.gather(*(each.call("bid", bid(amount)) for each, amount in asked))
    return list(zip(amounts, answers, strict=True))


@asynccontextmanager
async def crowd(node: LiveNode) -> AsyncIterator[list[socketio.AsyncSimpleClient]]:
    async with AsyncExitStack() as stack:
        tokens = [node.token(f"bidder-{number}") for number in range(BIDDERS)]
        yield [await stack.enter_async_context(connected(node, token)) for token in tokens]


@pytest.mark.parametrize("name", SAFE)
async def test_fifty_bidders_at_once_make_one_history(name: str, stores: StoreUrls) -> None:
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


async def test_without_a_lock_an_accepted_bid_is_lost(stores: StoreUrls) -> None:
    accepted: list[Any] = []
    async with running("none", stores) as node:
        await node.put_up()
        async with crowd(node) as bidders:
            for _ in range(TRIES):
                answers = await all_bid(node, bidders)
                accepted += [answer for _, answer in answers if answer["ok"]]
                seqs = [answer["seq"] for answer in accepted]
                if len(seqs) > len(set(seqs)):
                    break
        _, item = await node.get("/items/lamp")
    assert len(seqs) > len(set(seqs)), f"no update was lost in {TRIES} rounds"
    assert item["bid_count"] < len(accepted), "every one of them was told that it leads"
    assert len((await archive(stores.database))["bids"]) == len(accepted)


@pytest.mark.parametrize("name", ["setnx", "node"])
async def test_a_server_that_is_told_to_end_keeps_what_its_queue_still_holds(
    name: str, stores: StoreUrls
) -> None:
    database = await asyncpg.connect(stores.database)
    async with running(name, stores) as node:
        await node.put_up()
        await database.execute("BEGIN; LOCK TABLE baseline_bids IN EXCLUSIVE MODE")
        async with connected(node, node.token("ann")) as ann:
            for amount in (150, 160, 170):
                assert (await ann.call("bid", bid(amount)))["ok"] is True
        unlocking = asyncio.get_running_loop().call_later(0.5, database.terminate)
    assert unlocking.when() < asyncio.get_running_loop().time(), "it did not wait for its queue"
    kept = (await archive(stores.database))["bids"]
    assert [row["amount"] for row in kept] == [150, 160, 170]


@pytest.mark.parametrize("name", ["setnx", "rowlock", "node"])
async def test_two_servers_of_one_kind_serve_the_same_item(name: str, stores: StoreUrls) -> None:
    async with running(name, stores) as one, running(name, stores) as other:
        await one.put_up()
        async with connected(other) as watcher, connected(one, one.token("ann")) as ann:
            await watcher.call("watch", {"item_id": "lamp"})
            assert (await ann.call("bid", bid(150)))["seq"] == 1
            assert (await watcher.receive(timeout=PATIENCE_S))[1]["price"] == 150
            async with connected(other, other.token("bob")) as bob:
                assert (await bob.call("bid", bid(150)))["error"]["code"] == "too_low"
                assert (await bob.call("bid", bid(160)))["seq"] == 2
        assert len(await bids_kept(stores, 2)) == 2


async def ended(name: str, environment: dict[str, str]) -> tuple[int | None, str]:
    """Run a baseline that can't run; return its exit status and what it says."""
    process = await asyncio.create_subprocess_exec(
        *command(name),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            _, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    return process.returncode, err.decode()


async def test_a_baseline_without_its_settings_names_them_and_exits_with_2() -> None:
    status, said = await ended("lua", {"AUCTION_PORT": "18080"})
    assert status == 2
    assert "AUCTION_REDIS_URL, AUCTION_DATABASE_URL, AUCTION_SECRET must be set" in said


@pytest.mark.parametrize("name", ["lua", "node"])
async def test_a_baseline_whose_stores_are_away_says_so_and_exits_with_2(
    name: str, stores: StoreUrls, tmp_path: Path
) -> None:
    for away in (
        {"AUCTION_REDIS_URL": f"unix://{tmp_path}/none"},
        {"AUCTION_DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}"},
    ):
        status, said = await ended(name, settings(stores, free_port()) | away)
        assert (status, said.count("\n")) == (2, 1), said
        assert said.startswith(f"can't run {name}: "), said


async def test_the_archive_is_exported_in_the_form_that_the_audit_reads(
    stores: StoreUrls, tmp_path: Path
) -> None:
    async with running("lua", stores) as node:
        await node.put_up()
        async with connected(node, node.token("ann")) as ann:
            await ann.call("bid", bid(150))
    export = ["-m", "loadtest.baselines.archive", str(tmp_path), "--database", stores.database]
    process = await asyncio.create_subprocess_exec(sys.executable, *export, "--items", "lamp,vase")
    assert await process.wait() == 0
    found = json.loads((tmp_path / "archive.json").read_text())
    assert found == await archive(stores.database)
    assert (len(found["bids"]), found["events"], found["items"]) == (1, [], [])
    assert await archive(stores.database, ["vase"]) == {"bids": [], "events": [], "items": []}
