"""The metrics of the bidding path show answers, rounds, calls and locks."""

import asyncio

from tests.integration.node.metrics.scraping import scraped
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.timeouts import WAIT_MAX_S


async def test_answers_are_counted_by_code_and_by_duration(node: LiveNode) -> None:
    await node.put_up()
    before = await scraped(node)
    for amount in (150, 200, 100):
        await node.bid(amount)
    await node.bid(150, item_id="ghost")
    after = await scraped(node)
    codes = {code: after[f"auction_answers_total {code}"] for code in ("too_low", "not_found")}
    assert codes == {"too_low": 1, "not_found": 1}
    assert after["auction_answers_total ok"] - before["auction_answers_total ok"] == 2
    counted = [each["auction_answer_seconds_count"] for each in (before, after)]
    assert counted[1] - counted[0] == 4
    assert after["auction_answer_seconds_bucket +Inf"] == counted[1]
    assert 0 < after["auction_answer_seconds_sum"] < 10
    assert after["auction_commands_waiting"] == 0
    assert after["auction_rounds_total"] > before["auction_rounds_total"]


async def test_rounds_and_their_calls_are_counted_and_timed(node: LiveNode) -> None:
    await node.put_up()
    before = await scraped(node)
    await asyncio.gather(*(node.bid(amount) for amount in (150, 200, 300)))
    after = await scraped(node)

    def more(name: str) -> float:
        return after[name] - before[name]

    rounds = more("auction_rounds_total")
    assert more("auction_round_commands_sum") == 3
    assert more("auction_round_seconds_count") == more("auction_round_commands_count") == rounds
    assert more("auction_redis_call_seconds_count acquire") >= rounds
    assert 0 < more("auction_round_seconds_sum") < 10
    guessed = [more(f"auction_items_guessed_total {result}") for result in ("right", "wrong")]
    assert 1 <= sum(guessed) <= rounds
    failed = [after[f"auction_rounds_failed_total {reason}"] for reason in ("redis", "defect")]
    assert failed == [0, 0]


async def test_a_lock_that_another_node_hands_over_is_counted(stores: StoreUrls) -> None:
    async with node_here(stores) as one, node_here(stores) as other:
        await one.put_up()
        async with asyncio.timeout(WAIT_MAX_S):
            for amount in range(200, 1_000_000, 20):
                await asyncio.gather(one.bid(amount), other.bid(amount + 10, "ben"))
                samples = [await scraped(one), await scraped(other)]
                if sum(each["auction_locks_handed_over_total"] for each in samples):
                    break
    assert sum(each["auction_lock_wait_seconds_count"] for each in samples) >= 1
