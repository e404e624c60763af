"""Faults of clients: bids that are sent many times, ids that are used twice, and a storm of sockets."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

import aiohttp

from loadtest import evidence
from loadtest.clock import now_ms
from loadtest.evidence import Sent
from tests.faults.rush import ITEMS, NOTHING_DECIDED, Rush
from tests.faults.scene import OneRedis
from tests.nodes import LiveNode
from tests.proxy import Proxy, proxied
from tests.raw_socket import RawSocket, raw_socket
from tests.timeouts import time_limit

COPIES = 5
"""The copies of a bid that are posted; one more comes over a socket of each node."""
SOCKETS = 100
AHEAD = 1_000
"""How much an offer is above those of the rush, so that most likely no other bid is in its way."""
USER = "user-0"
DECIDED_MAX_S = 30


async def a_bid_is_sent_many_times(scene: OneRedis, run: Rush) -> None:
    """Send a bid to both nodes many times at once, posted and over sockets: it has one answer.

    Another bid is sent in its place as long as those of the rush are faster.
    """
    nodes, answers = [node.live for node in scene.nodes], list[Any]()
    while not any(each.get("ok") is True for each in answers):
        bid = _bid(run)
        posted = [_posted(run, nodes[number % len(nodes)], bid) for number in range(COPIES)]
        answers = await asyncio.gather(*posted, *(_over_a_socket(run, node, bid) for node in nodes))
        assert not (text := contradiction(answers)), text


def contradiction(answers: Sequence[Mapping[str, Any]]) -> str | None:
    """Describe how the answers to copies of a bid contradict each other.

    A refused bid leaves no receipt, so a copy may be refused before another one is accepted, and not later.
    """
    accepted = {(each["seq"], each["price"]) for each in answers if each.get("ok") is True}
    if len(accepted) > 1:
        return f"a bid was accepted in different ways: {accepted}"
    refusals = [each.get("error", each) for each in answers if each.get("ok") is not True]
    late = [each for each in refusals for seq, _ in accepted if each.get("seq", seq) >= seq]
    return f"copies of an accepted bid were refused: {late} after {accepted}" if late else None


async def a_bid_id_is_used_twice(scene: OneRedis, run: Rush) -> None:
    """Send an accepted bid's id with another amount to both nodes: it is refused."""
    bid = _bid(run)
    while (await _posted(run, scene.nodes[0].live, bid)).get("ok") is not True:
        bid = _bid(run)  # A higher bid was faster.
    for node in scene.nodes:
        other = {**bid, "amount": bid["amount"] + 10}
        try:
            _, answer = await node.live.post("/bid", other, node.live.token(USER))
        except aiohttp.ClientError:
            if run.overlapping:
                continue  # The other fault has killed the node.
            raise
        code = answer.get("code")
        assert code == "bid_id_reused" or (run.overlapping and code in NOTHING_DECIDED), answer


async def every_client_reconnects_at_once(scene: OneRedis, run: Rush) -> None:
    """Reset the sockets of all clients, as when their balancer dies, and let them come back at once."""
    async with AsyncExitStack() as stack:
        balancers = [
            await stack.enter_async_context(proxied(node.live.url)) for node in scene.nodes
        ]
        sockets = await _connected(balancers, stack)
        for balancer in balancers:
            balancer.reset()
        assert all(await asyncio.gather(*(raw.ended() for raw in sockets)))
        await _connected(balancers, stack)


def _bid(run: Rush) -> dict[str, Any]:
    item_id = ITEMS[0]
    run.offered[item_id] += AHEAD
    return {"bid_id": uuid.uuid4().hex, "item_id": item_id, "amount": run.offered[item_id]}


async def _posted(run: Rush, node: LiveNode, bid: dict[str, Any]) -> Any:
    """Post a bid until it has a definite answer."""
    async with time_limit(DECIDED_MAX_S):
        while True:
            answer = await run.post(node, bid, USER)
            if answer is not None and answer.get("code") not in NOTHING_DECIDED:
                return answer
            await asyncio.sleep(0.05)


async def _over_a_socket(run: Rush, node: LiveNode, bid: dict[str, Any]) -> Any:
    """Send a bid over a socket until it has a definite answer."""
    async with time_limit(DECIDED_MAX_S):
        while True:
            try:
                async with raw_socket(node.url) as raw:
                    await raw.join(node.token(USER))
                    run.log.write(Sent(t=now_ms(), user=USER, **bid, transport="socket"))
                    answer = await raw.call("bid", bid)
            except (OSError, EOFError, TimeoutError):
                continue
            if answer["ok"]:
                run.log.write(evidence.answer_line(bid["bid_id"], bid["item_id"], answer))
            if answer["ok"] or answer["error"]["code"] not in NOTHING_DECIDED:
                return answer
            await asyncio.sleep(0.05)


async def _connected(balancers: list[Proxy], stack: AsyncExitStack) -> list[RawSocket]:
    """Connect all clients at once; each watches an item."""

    async def connect(number: int) -> RawSocket:
        url = f"http://127.0.0.1:{balancers[number % len(balancers)].port}"
        while True:
            try:
                return await _watching(url, ITEMS[number % len(ITEMS)], stack)
            except (OSError, EOFError, AssertionError, json.JSONDecodeError):
                await asyncio.sleep(0.1)

    async with time_limit(DECIDED_MAX_S):
        return await asyncio.gather(*map(connect, range(SOCKETS)))


async def _watching(url: str, item_id: str, stack: AsyncExitStack) -> RawSocket:
    raw = await stack.enter_async_context(raw_socket(url))
    await raw.join()
    answer = await raw.call("watch", {"item_id": item_id})
    assert answer["ok"], answer
    return raw
