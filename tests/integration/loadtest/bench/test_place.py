"""The server processes of a bench."""

from pathlib import Path

import pytest

from loadtest.bench.place import durability_at, serving, two_cores
from loadtest.bench.plan import Server
from loadtest.launch import LaunchError
from tests.nodes import LiveNode


async def test_the_error_of_a_server_that_does_not_come_up_is_reported(tmp_path: Path) -> None:
    server = Server("broken", ("loadtest.baselines", "lua"))
    with pytest.raises(LaunchError, match="status 2: can't run lua: AUCTION_REDIS_URL, "):
        async with serving(server, {"AUCTION_REDIS_URL": ""}, two_cores(), tmp_path):
            raise AssertionError("it never came up")


async def test_a_node_of_the_product_is_asked_for_its_durability(node: LiveNode) -> None:
    assert await durability_at(node.url) == "always"
