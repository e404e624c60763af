"""The audit of a real node: clients bid and watch, the records are collected and checked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import socketio

from loadtest import evidence
from loadtest.clock import now_ms
from loadtest.evidence import End, Log, Retraction, Sent
from tests.integration.loadtest.modules import run_module
from tests.nodes import SECRET, LiveNode, free_port
from tests.timeouts import WAIT_MAX_S, eventually

BIDDERS, BIDS_EACH = 8, 12
FEES = {"premium": [[0, 250_000], [400, 125_000]], "price_tax": 88_750, "premium_tax": 88_750}
SOFT_CLOSE = {"policy": "reset", "window_ms": 600_000, "extend_ms": 600_000}


@dataclass(slots=True)
class Screen:
    """A client that watches an item and logs its messages."""

    name: str
    log: Log
    item: dict[str, Any]

    def new_bid(self, message: dict[str, Any]) -> None:
        """Log a new bid and show its price."""
        self.log.write(evidence.new_bid_line(self.name, message))
        if message["seq"] > self.item["seq"]:
            self.item |= {name: message[name] for name in ("seq", "price", "minimum")}

    def item_changed(self, item: dict[str, Any]) -> None:
        """Log an item and show it."""
        self.log.write(evidence.item_line(self.name, item))
        if item["seq"] >= self.item["seq"]:
            self.item = item

    def end(self) -> None:
        """Log the last screen."""
        state = {"seq": self.item["seq"], "price": self.item["price"]}
        self.log.write(End(t=now_ms(), watcher=self.name, item_id="lamp", **state))


@asynccontextmanager
async def _watching(node: LiveNode, user: str, log: Log) -> AsyncIterator[tuple[Any, Screen]]:
    client = socketio.AsyncClient(reconnection=False)
    screen = Screen(user, log, {"seq": 0})
    client.on("new_bid", screen.new_bid)
    client.on("item", screen.item_changed)
    auth = {"token": node.token(user)}
    await client.connect(node.url, auth=auth, transports=["websocket"])
    answer = await client.call("watch", {"item_id": "lamp"})
    log.write(evidence.watch_line(user, answer, None))
    if answer["item"]["seq"] > screen.item["seq"]:
        screen.item = answer["item"]
    yield client, screen
    await client.disconnect()


async def _send(client: Any, screen: Screen, bid_id: str, amount: int) -> Any:
    """Send a bid and log its answer."""
    bid: dict[str, Any] = {"bid_id": bid_id, "item_id": "lamp", "amount": amount}
    screen.log.write(Sent(t=now_ms(), user=screen.name, **bid, transport="socket"))
    answer = await client.call("bid", bid)
    screen.log.write(evidence.answer_line(bid_id, "lamp", answer))
    return answer


async def _bid(client: Any, screen: Screen, name: str = "bid") -> None:
    """Bid the screen's minimum, which is often outdated; send one bid twice."""
    for number in range(BIDS_EACH):
        amount, bid_id = screen.item["minimum"], f"{screen.name}-{name}-{number}"
        for _ in range(2 if number == 0 else 1):
            await _send(client, screen, bid_id, amount)


async def _retract(one: Any, screen: Screen, other: Any, others: Screen) -> int:
    """Outbid a bid by far and then retract it, so that the high bid leads at a low price.

    Returns the number of the retraction.
    """
    price = (await _send(other, others, "low", others.item["minimum"] + 2_000))["price"]
    assert (await _send(one, screen, "gone", price + 100))["leading"]
    assert (await _send(other, others, "high", price + 1_000))["leading"]
    ids = {"bid_id": "gone", "item_id": "lamp"}
    answer = await one.call("retract", {**ids, "reason": "mistyped"})
    assert answer["ok"], answer
    line = Retraction(t=now_ms(), user=screen.name, item_id="lamp", bid_id="gone", ok=True)
    screen.log.write(line)
    return int(answer["seq"])


@pytest.fixture
async def run(node: LiveNode, tmp_path: Path) -> Path:
    """Return the logs of a run in which bidders outbid each other until the auctioneer closes."""
    rules: dict[str, Any] = {"increment": [[0, 10], [300, 20]], "soft_close": SOFT_CLOSE}
    rules["fees"] = FEES
    put_up = await node.put_up(ends_at=await node.now() + 300_000, **rules)
    async with AsyncExitStack() as stack:
        log = stack.enter_context(Log(tmp_path, "client-1"))
        log.write(evidence.put_up_line({**put_up, **rules}))
        bidders = [
            await stack.enter_async_context(_watching(node, f"b{number}", log))
            for number in range(BIDDERS)
        ]
        await asyncio.gather(*(_bid(client, screen) for client, screen in bidders))
        retraction = await _retract(*bidders[0], *bidders[1])
        # A screen from before the retraction shows a minimum that no maximum would answer.
        await eventually(lambda: all(s.item["seq"] >= retraction for _, s in bidders))
        await asyncio.gather(*(_bid(*bidder, "beaten") for bidder in bidders[2:4]))
        await node.command("lamp", "warn")
        await node.command("lamp", "close")
        async with asyncio.timeout(WAIT_MAX_S):
            while any(screen.item["status"] != "sold" for _, screen in bidders):
                await asyncio.sleep(0.01)
        for _, screen in bidders:
            screen.end()
    return tmp_path


async def _audit(*arguments: object) -> tuple[int, str]:
    """Run the audit's command; return its exit status and its output."""
    return await run_module("loadtest.audit", *map(str, arguments))


async def test_the_run_of_a_real_node_is_clean(node: LiveNode, run: Path) -> None:
    stores = ("--database", node.stores.database, "--secret", SECRET)
    collected = await _audit("collect", run, "--url", node.url, *stores)
    assert collected == (0, "Collected 1 items\n")
    status, printed = await _audit("check", run, "--json")
    report = json.loads(printed)
    assert status == 0, report
    archive = json.loads((run / "archive.json").read_text())
    assert any(bid["auto"] for bid in archive["bids"]), "nobody was beaten by a maximum"
    checked = {letter: each["checked"] for letter, each in report["invariants"].items()}
    assert checked["C"].pop("sealed items") == 0, "the item of this run is not sealed"
    assert all(count for counts in checked.values() for count in counts.values()), checked


async def test_an_archive_that_stays_behind_is_named_and_violates_l(
    node: LiveNode, run: Path
) -> None:
    await _audit("collect", run, "--url", node.url, "--database", node.stores.database)
    connection = await asyncpg.connect(node.stores.database)
    await connection.execute("DELETE FROM bids WHERE seq = 3")
    await connection.close()
    archive = ("--database", node.stores.database, "--timeout", 0.2)
    status, printed = await _audit("collect", run, "--url", node.url, *archive)
    assert status == 1
    assert "After 0.2 s the archive is still behind:\nlamp: the archive has number" in printed
    status, printed = await _audit("check", run)
    assert status == 1
    assert "L  violated" in printed


async def test_an_auction_is_collected_by_its_name(node: LiveNode, tmp_path: Path) -> None:
    await node.put_up("lamp")
    await node.put_up("vase")
    stores = ("--database", node.stores.database)
    collected = await _audit("collect", tmp_path, "--url", node.url, *stores, "--auction", "sale")
    assert collected == (0, "Collected 2 items\n")
    assert set(json.loads((tmp_path / "hot.json").read_text())) == {"lamp", "vase"}


async def test_a_node_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    status, printed = await _audit("collect", tmp_path, "--url", url, "--items", "lamp")
    assert status == 2
    assert f"{url}/items/lamp can't be read" in printed


async def test_an_item_that_is_not_there_ends_with_2(node: LiveNode, tmp_path: Path) -> None:
    status, printed = await _audit("collect", tmp_path, "--url", node.url, "--items", "lamp")
    assert status == 2
    assert "/items/lamp answered 404" in printed


async def test_an_archive_that_is_not_there_ends_with_2(node: LiveNode, run: Path) -> None:
    database = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    status, printed = await _audit("collect", run, "--url", node.url, "--database", database)
    assert status == 2
    assert "the archive can't be read" in printed
