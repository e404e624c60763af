"""A node that is stopped under load, behind the deployed balancer."""

import asyncio
from pathlib import Path

from loadtest.rolling.load import Crowd, load
from tests.cluster.balanced import balanced
from tests.nodes import SECRET, StoreUrls
from tests.timeouts import WAIT_MAX_S


async def test_the_sockets_of_a_stopped_node_come_to_the_other_and_no_bid_is_lost(
    stores: StoreUrls, tmp_path: Path
) -> None:
    crowd = Crowd(watchers=12, bidders=6, items=3, rate=40)
    drain = {"AUCTION_DRAIN_DELAY_S": "2", "AUCTION_DRAIN_S": "1"}
    async with balanced(stores, tmp_path, **drain) as house:
        async with load(house.balancer.url, SECRET, crowd) as running:
            stopped = house.processes[0].process
            stopped.terminate()
            async with asyncio.timeout(3 * WAIT_MAX_S):
                assert await stopped.wait() == 0
            await asyncio.sleep(0.5)
        house.processes[1].process.send_signal(2)  # without a drain of its own
    found = running.findings
    assert list(found.broken()) == []
    assert found.hinted == found.losses > 0
    assert found.away.total == found.losses
    assert found.decided_at_once > 20
