"""The sale that load tests put up, and the server process that they start for it."""

import asyncio
import os
import sys

import pytest

from loadtest import sale
from loadtest.sale import SaleError, look_at, make_token, put_up, running_server
from tests.nodes import SECRET, LiveNode, free_port
from tests.patience import PATIENCE_S

SERVE = """
import http.server, signal, sys
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


async def test_items_are_put_up_open_and_come_back_with_their_rules(node: LiveNode) -> None:
    soft_close = {"policy": "reset", "window_ms": 1000}
    token = make_token(SECRET, "house", "auctioneer")
    rules = {"start_price": 500, "increment": [[0, 25]], "soft_close": soft_close}
    items = await put_up(node.url, token, 3, "load", **rules)
    assert [item["item_id"] for item in items] == ["load-1", "load-2", "load-3"]
    assert {item["status"] for item in items} == {"open"}
    assert items[0]["increment"] == [[0, 25]]
    assert items[0]["soft_close"] == soft_close
    assert await node.bid(500, item_id="load-2")
    seen = await look_at(node.url, ["load-2", "load-1"])
    assert [(item["item_id"], item["bid_count"]) for item in seen] == [("load-2", 1), ("load-1", 0)]


async def test_a_refused_item_ends_it_in_one_line(node: LiveNode) -> None:
    token = make_token(SECRET, "house", "auctioneer")
    with pytest.raises(SaleError, match="422") as refused:
        await put_up(node.url, token, 3, "load", start_price=-1)
    assert "\n" not in str(refused.value)


async def test_a_server_that_is_not_there_ends_it_in_one_line() -> None:
    with pytest.raises(SaleError) as gone:
        await look_at(f"http://127.0.0.1:{free_port()}", ["lamp"])
    assert "\n" not in str(gone.value)


@pytest.mark.parametrize("manner", ["polite", "stubborn"])
async def test_a_server_runs_on_its_core_and_is_gone_afterwards(
    manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sale, "STOP_TIMEOUT_S", 0.5)
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(port), manner]
    async with running_server(command, {}, f"http://127.0.0.1:{port}/", cpu=0) as process:
        assert os.sched_getaffinity(process.pid) == {0}
    assert process.returncode == (-15 if manner == "polite" else -9)


async def test_a_server_that_ends_instead_of_answering_is_told_at_once() -> None:
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(SaleError, match="status 3"):
            async with running_server([sys.executable, "-c", "exit(3)"], {}, "http://127.0.0.1:1/"):
                raise AssertionError("it never answered")


async def test_a_server_that_never_answers_is_waited_for_no_longer_than_said() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    url = f"http://127.0.0.1:{free_port()}/"
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(SaleError, match="within 1 s"):
            async with running_server(command, {}, url, ready_timeout_s=1):
                raise AssertionError("it never answered")
