"""The command `mine`, and confirmed bids, against a live node."""

import asyncio

from tests.integration.clients.commands import LIMIT_S, run
from tests.nodes import LiveNode


async def test_a_bidder_lists_their_bids_and_wins(node: LiveNode) -> None:
    await node.put_up(bid_cap=1_000)
    token = ("--token", node.token("ann"))
    status, _, err = await run(node.url, "bid", "lamp", "20.00", *token)
    assert (status, err.split(":")[0]) == (1, "refused, implausible")
    assert (await run(node.url, "bid", "lamp", "20.00", "--confirmed", *token))[0] == 0
    async with asyncio.timeout(LIMIT_S):
        while not (listed := (await run(node.url, "mine", *token))[1]):
            await asyncio.sleep(0.05)
    assert listed.startswith("lamp  leading  20.00 EUR")
    await node.command("lamp", "close")
    async with asyncio.timeout(LIMIT_S):
        while not (won := (await run(node.url, "mine", "--wins", *token))[1]):
            await asyncio.sleep(0.05)
    assert won.startswith("lamp  20.00 EUR  to pay 20.00 EUR")
    assert "won  20.00 EUR  to pay 20.00 EUR" in (await run(node.url, "mine", *token))[1]
    assert (await run(node.url, "mine"))[0] == 2, "a token is needed"


async def test_units_at_one_price_are_bought_and_not_led(node: LiveNode) -> None:
    await node.put_up(format="fixed", quantity=5, increment=None)
    assert (await run(node.url, "bid", "lamp", "1", "--quantity", "2", "--name", "Zoe"))[0] == 0
    async with asyncio.timeout(LIMIT_S):
        while not (listed := (await run(node.url, "mine"))[1]):
            await asyncio.sleep(0.05)
    assert listed.startswith("lamp  bought  1.00 EUR  2 at 1.00 EUR")
