"""The news of a node as they are put together: settings reach the parts."""

import pytest

from tests.nodes import StoreUrls, connected, node_here


@pytest.mark.usefixtures("rate_clock")
async def test_limits_hold_unless_they_are_switched_off(stores: StoreUrls) -> None:
    for switch, refused in (("on", True), ("off", False)):
        async with node_here(stores, rate_limits=switch, events_per_s=5) as node:
            async with connected(node) as client:
                answers = [await client.call("clock", {"sent_at": n}) for n in range(10)]
            assert [answer["ok"] for answer in answers] == [True] * 9 + [not refused]
