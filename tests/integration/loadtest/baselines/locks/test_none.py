"""The baseline without a lock, under concurrent bids."""

from typing import Any

from loadtest.baselines.archive import archive
from tests.integration.loadtest.baselines.servers import all_bid, crowd, running
from tests.nodes import StoreUrls

TRIES = 10


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
    assert item["bid_count"] < len(accepted), "all of them were acknowledged as leading"
    assert len((await archive(stores.database))["bids"]) == len(accepted)
