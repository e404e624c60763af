"""The server processes of a bench."""

from pathlib import Path

import pytest

from loadtest.bench.place import serving, two_cores
from loadtest.bench.plan import Server
from loadtest.launch import LaunchError


async def test_the_error_of_a_server_that_does_not_come_up_is_reported(tmp_path: Path) -> None:
    server = Server("broken", ("loadtest.baselines", "lua"))
    with pytest.raises(LaunchError, match="status 2: can't run lua: AUCTION_REDIS_URL, "):
        async with serving(server, {"AUCTION_REDIS_URL": ""}, two_cores(), tmp_path):
            raise AssertionError("it never came up")
