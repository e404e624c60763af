"""Fixtures of the sockets' tests."""

from collections.abc import AsyncIterator

import pytest

from tests.nodes import LiveNode, StoreUrls, node_here


@pytest.fixture
async def other(stores: StoreUrls, node: LiveNode) -> AsyncIterator[LiveNode]:
    """A second node on the same stores."""
    async with node_here(stores) as live:
        yield live
