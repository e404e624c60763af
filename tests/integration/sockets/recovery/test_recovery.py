"""Recovery with the official JavaScript client: it misses no event, on the same node or another."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.archive_rows import BIDS, archived
from tests.integration.clients.javascript import javascript
from tests.nodes import LiveNode, StoreUrls, connected, node_here
from tests.timeouts import WAIT_MAX_S

SCRIPT = Path(__file__).with_name("recovery_client.mjs")


@dataclass(frozen=True, slots=True)
class Client:
    """Ann's client, which takes one command per line."""

    process: asyncio.subprocess.Process

    async def do(self, line: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        return await self.output()

    async def output(self) -> Any:
        assert self.process.stdout is not None
        async with asyncio.timeout(WAIT_MAX_S):
            return json.loads(await self.process.stdout.readline())

    async def received(self, events: int) -> list[tuple[str, Any]]:
        """Wait for so many events since the cut, or since the last call, and return all."""
        received: list[tuple[str, Any]] = []
        async with asyncio.timeout(WAIT_MAX_S):
            while len(received) < events:
                received += [(e["event"], e["argument"]) for e in await self.do("received")]
                await asyncio.sleep(0.02)
        return received


@asynccontextmanager
async def watching(node: LiveNode, back: LiveNode) -> AsyncIterator[Client]:
    """Run a client that watches `lamp` on one node and returns to `back`."""
    process = await asyncio.create_subprocess_exec(
        *(javascript(), SCRIPT, node.url, node.token("ann"), back.url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    client = Client(process)
    try:
        assert await client.output() == {"watching": True, "recovered": False, "pid": "string"}
        yield client
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(WAIT_MAX_S):
            await process.wait()


@pytest.mark.parametrize("where", ["same", "other"])
async def test_a_client_that_returns_to_any_node_is_sent_the_events_it_missed_and_later_ones(
    node: LiveNode, other: LiveNode, where: str
) -> None:
    back = node if where == "same" else other
    await node.put_up()
    async with watching(node, back) as client:
        await client.do("cut")
        await node.bid(150, "ben")
        await node.bid(200, "cy")
        assert await client.do("back") == {"recovered": True}
        # The other node may have sent its room the last bid already, of which it has just learned.
        received = await client.received(2)
        while "item" not in dict(received):
            received += await client.received(1)
        (bids,) = [sent for _, sent in received if sent.get("from_seq") == 3]
        item = dict(received)["item"]
        assert [bid["amount"] for bid in bids["bids"]] == [150, 200]
        assert (bids["from_seq"], bids["seq"], bids["price"]) == (3, 4, 200)
        assert (item["seq"], item["price"], item["status"]) == (4, 200, "open")
        await node.bid(250, "ben")
        # The other node may send its rooms once more what it has learned of meanwhile.
        later: list[tuple[str, Any]] = []
        while ("new_bid", 5) not in (seen := [(name, sent.get("seq")) for name, sent in later]):
            later += await client.received(1)
        assert seen.count(("new_bid", 5)) == 1


async def test_a_client_that_missed_nothing_is_recovered_and_sent_nothing(node: LiveNode) -> None:
    await node.put_up()
    async with watching(node, node) as client:
        await client.do("cut")
        assert await client.do("back") == {"recovered": True}
        assert await client.do("received") == []


async def test_a_recovered_client_is_sent_the_retractions_it_missed(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(100, "cy")
    await node.bid(150, "ann", bid_id="a1")
    async with watching(node, node) as client:
        await client.do("cut")
        body = {"bid_id": "a1", "reason": "mistyped"}
        assert (await node.post("/items/lamp/retract", body, node.token("ann")))[0] == 200
        assert await client.do("back") == {"recovered": True}
        (_, bids), (event, item) = await client.received(2)
    assert (bids["bids"], bids["retracted"], bids["from_seq"]) == ([], [4], 5)
    assert (event, item["price"], item["retractions"]) == ("item", 100, 1)


async def test_a_recovered_bidder_who_lost_the_lead_is_sent_outbid(node: LiveNode) -> None:
    await node.put_up()
    async with watching(node, node) as client:
        await node.bid(150, "ann")
        await client.do("cut")
        await node.bid(200, "ben")
        await node.bid(250, "cy")
        assert await client.do("back") == {"recovered": True}
        received = await client.received(3)
    assert [event for event, _ in received] == ["new_bid", "item", "outbid"]
    # Ben took the lead, as a message at the time would have said, so that it is known as the same.
    assert received[2][1] == {
        "item_id": "lamp",
        "epoch": 0,
        "seq": 4,
        "price": 250,
        "minimum": 260,
    }


@pytest.mark.parametrize(("lacking", "recovered"), [(0, True), (1, False)])
async def test_bids_older_than_the_hot_state_are_read_from_the_archive_or_nothing_is_recovered(
    stores: StoreUrls, lacking: int, recovered: bool
) -> None:
    async with node_here(stores, recent_bids_max=2) as node:
        await node.put_up()
        async with watching(node, node) as client:
            await client.do("cut")
            for amount in (150, 200, 250, 300):
                await node.bid(amount, "ben")
            await archived(stores, BIDS, 4)
            if lacking:
                await archived(stores, "DELETE FROM events WHERE seq = 4 RETURNING seq", 1)
            assert await client.do("back") == {"recovered": recovered}
            if recovered:
                (_, bids), _ = await client.received(2)
                assert [bid["amount"] for bid in bids["bids"]] == [150, 200, 250, 300]


async def test_a_client_that_left_on_purpose_or_returns_too_late_begins_a_new_session(
    stores: StoreUrls,
) -> None:
    async with node_here(stores, recovery_window_ms=300) as node:
        await node.put_up()
        async with watching(node, node) as client:
            await client.do("leave")
            assert await client.do("back") == {"recovered": False}
        async with watching(node, node) as client:
            await client.do("cut")
            await asyncio.sleep(0.5)
            assert await client.do("back") == {"recovered": False}


async def test_a_forged_pid_recovers_nothing(node: LiveNode) -> None:
    await node.put_up()
    url = f"{node.url}/socket.io/?EIO=4&transport=websocket"
    for pid in ("x" * 24, "{s00}:session:lamp", 7, "", {"a": 1}, "y" * 5_000):
        async with node.http.ws_connect(url) as raw:
            await raw.receive_str()
            await raw.send_str("40" + json.dumps({"pid": pid}))
            answer = json.loads((await raw.receive_str())[2:])
            assert answer["pid"] != pid


async def test_every_message_has_one_argument_as_other_clients_expect(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with connected(node) as watcher:
        await watcher.call("watch", {"item_id": "lamp"})
        await node.bid(150)
        event, *arguments = await watcher.receive(timeout=WAIT_MAX_S)
    assert (event in ("new_bid", "watchers"), len(arguments)) == (True, 1)
