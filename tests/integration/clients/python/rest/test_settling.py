"""The Python client's routes about settling a sale, against a live node."""

import asyncio

from auction_client import AuctionRest
from tests.integration.clients.views import LIMIT_S
from tests.nodes import LiveNode

FEES = {"premium": [[0, 250_000]], "premium_tax": 200_000}


async def test_a_house_settles_a_sale(node: LiveNode) -> None:
    await node.put_up(fees=FEES)
    async with (
        AuctionRest(node.url, node.auctioneer) as house,
        AuctionRest(node.url, node.token("ann")) as ann,
    ):
        fees = (await ann.item("lamp")).fees
        assert fees is not None
        assert (fees.premium, fees.premium_tax) == (((0, 250_000),), 200_000)
        assert (await ann.settling.cost("lamp", amount=1_000)).total == 1_300
        await node.bid(900, "ben")
        await node.bid(1_000, "ann")
        await house.command("lamp", "close")
        async with asyncio.timeout(LIMIT_S):
            while not (await ann.settling.own_statement("sale")).lines:
                await asyncio.sleep(0.02)
        (result,) = (await house.settling.results("sale")).results
        assert (result.winners[0].user_id, result.winners[0].total) == ("ann", 1_300)
        assert result.underbidder is not None
        assert result.underbidder.user_id == "ben"
        assert (await house.settling.statement("sale", "ann")).total == 1_300
