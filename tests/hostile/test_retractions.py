"""Retractions that name foreign bids: each is refused, whatever the length of the item's history."""

from http import HTTPStatus

from redis.asyncio import Redis

from tests.nodes import LiveNode
from tests.raw_socket import RawSocket, raw_socket
from tests.timeouts import eventually

BIDS = 1_000
TRIES = 40
BYTES_EACH_MAX = 4_000
"""What Redis may send for a refused retraction; the receipts of BIDS bids are many times as much."""


async def bid_often(node: LiveNode, item_id: str, count: int) -> None:
    """Have Ann place bids on an item, as fast as one socket can."""
    node.sockets.limiter._limits = None
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        raw.send(
            *(
                f'42{number}["bid",{{"bid_id":"{item_id}-{number}","item_id":"{item_id}",'
                f'"amount":{150 + 10 * number},"raise_own":true}}]'
                for number in range(count)
            )
        )
        answers = [await raw.ack() for _ in range(count)]
    assert [body["ok"] for _, body in answers] == [True] * count


async def retract(raw: RawSocket, bid_id: str, item_id: str = "lamp") -> str:
    """Retract a bid; return the code of the refusal."""
    argument = {"bid_id": bid_id, "item_id": item_id, "reason": "mistyped"}
    return str((await raw.call("retract", argument))["error"]["code"])


async def test_a_retraction_of_a_foreign_bid_reads_no_history(node: LiveNode) -> None:
    await node.put_up()
    await node.put_up("vase")
    await bid_often(node, "lamp", BIDS)
    await node.bid(150, "bob", "vase", bid_id="bob-1")
    async with raw_socket(node.url) as raw, Redis.from_url(node.stores.redis) as redis:
        await raw.join(node.token("bob"))
        sent = (await redis.info("stats"))["total_net_output_bytes"]
        for number in range(TRIES):
            assert await retract(raw, f"lamp-{number}") == "not_found"
            assert await retract(raw, f"no-bid-{number}") == "not_found"
            assert await retract(raw, "bob-1") == "not_found"
            assert await retract(raw, f"lamp-{number}", "vase") == "not_found"
        sent = (await redis.info("stats"))["total_net_output_bytes"] - sent
        assert sent / (4 * TRIES) < BYTES_EACH_MAX
        assert await sent_for_a_late_retraction(node, raw, redis) < 5 * BYTES_EACH_MAX
    assert (await node.get("/items/lamp"))[1]["bid_count"] == BIDS + 1


async def sent_for_a_late_retraction(node: LiveNode, raw: RawSocket, redis: Redis) -> int:
    """Take back the latest bid on a long history; return how much Redis has sent for it."""
    await node.bid(20_000, "bob", "lamp", bid_id="bob-2")
    assert node.here is not None
    commits = node.here.core.commits
    await eventually(lambda: not len(commits))
    before = (await redis.info("stats"))["total_net_output_bytes"]
    argument = {"bid_id": "bob-2", "item_id": "lamp", "reason": "mistyped"}
    assert (await raw.call("retract", argument))["ok"]
    return int((await redis.info("stats"))["total_net_output_bytes"] - before)


async def test_a_bid_is_answered_while_foreign_bids_are_being_taken_back(node: LiveNode) -> None:
    await node.put_up()
    await bid_often(node, "lamp", TRIES)
    async with raw_socket(node.url) as hostile, raw_socket(node.url) as bidder:
        await hostile.join(node.token("mallory"))
        await bidder.join(node.token("bob"))
        hostile.send(
            *(
                f'42{number}["retract",{{"bid_id":"lamp-{number}","item_id":"lamp",'
                '"reason":"mistyped"}]'
                for number in range(TRIES)
            )
        )
        bid = {"bid_id": "bob-1", "item_id": "lamp", "amount": 10**6}
        assert (await bidder.call("bid", bid))["ok"] is True
        answers = [await hostile.ack() for _ in range(TRIES)]
    assert {body["error"]["code"] for _, body in answers} == {"not_found"}
    status, answer = await node.post(
        "/items/lamp/retract",
        {"bid_id": "bob-1", "reason": "mistyped"},
        node.token("mallory"),
    )
    assert (status, answer["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
