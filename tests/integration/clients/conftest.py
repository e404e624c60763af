"""Fixtures of the clients' tests."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.lossy_wire import LossyWire, lossy_wire
from tests.nodes import LiveNode


@pytest.fixture
async def wire(node: LiveNode) -> AsyncIterator[LossyWire]:
    """A wire in front of the node, which loses nothing at first."""
    async with lossy_wire(node.url) as wire:
        yield wire
