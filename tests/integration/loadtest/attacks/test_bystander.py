"""Bystanders bid at their rate, and each bid's answer is timed."""

from loadtest.attacks.bystander import bystanders
from tests.nodes import LiveNode
from tests.timeouts import eventually


async def test_bystanders_raise_their_own_bids_and_time_the_answers(node: LiveNode) -> None:
    items = ["lamp", "vase"]
    for item_id in items:
        await node.put_up(item_id)
    async with bystanders(node.url, node.token("ann"), items) as others:
        await eventually(lambda: min(each.times.total for each in others) >= 3)
    assert [each.refused for each in others] == [0, 0]
    for item_id in items:
        assert (await node.get(f"/items/{item_id}"))[1]["bid_count"] >= 3
