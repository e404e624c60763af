"""`python -m auction_client bots` on a live node."""

import json
import os
import signal
from pathlib import Path
from typing import Any

from tests.integration.clients.commands import line, run, running
from tests.nodes import LiveNode, StoreUrls, node_here

FAST = ("--pace", "0.02", "--seed", "1")


async def test_bots_bid_against_each_other_until_the_outcome(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "bots", "lamp", *FAST, "--limit", "4.00") as bots:
        while "leaves" not in await line(bots):
            pass
        await node.command("lamp", "close")
        out, err = await bots.communicate()
    assert (bots.returncode, err) == (0, b"")
    assert out.decode().endswith("the item has its outcome\n")
    _, item = await node.get("/items/lamp")
    assert item["bid_count"] > 4
    assert 100 < item["winners"][0]["amount"] <= 400


async def test_bots_end_after_the_given_number_of_bids_or_seconds(node: LiveNode) -> None:
    await node.put_up()
    status, out, err = await run(node.url, "bots", "lamp", *FAST, "--bids", "3")
    assert (status, out.splitlines()[-1], err) == (0, "all bids were placed", "")
    await node.command("lamp", "pause")
    status, out, err = await run(node.url, "bots", "lamp", *FAST, "--seconds", "0.2", "--json")
    assert (status, out.splitlines()[-1], err) == (0, '{"message":"the time is up"}', "")
    printed = [json.loads(line) for line in out.splitlines()]
    assert all({"item_id", "message"} & set(each) for each in printed)


async def test_bots_leave_after_a_purchase_at_one_price(node: LiveNode) -> None:
    await node.put_up("stock", format="fixed", quantity=10, increment=None)
    # The price begins above the bots' purses; it reaches them in a second or two, its floor in 27 s.
    rules: dict[str, Any] = {
        "step": 1,
        "interval_ms": 300,
        "floor_price": 10,
        "quantity": 9,
        "increment": None,
    }
    await node.put_up("clock", format="dutch", **rules)
    for item_id, limit in (("stock", "300"), ("clock", "97")):
        status, out, err = await run(
            node.url, "bots", item_id, *FAST, "--limit", limit, "--count", "3"
        )
        assert (status, out.splitlines()[-1], err) == (0, "all have left", "")
        assert (await node.get(f"/items/{item_id}"))[1]["bid_count"] == 3


async def test_bots_that_are_interrupted_or_lose_their_reader_end_without_a_traceback(
    node: LiveNode,
) -> None:
    await node.put_up()
    read_end, write_end = os.pipe()
    os.close(read_end)
    async with running(node.url, "bots", "lamp", *FAST, out=write_end) as bots:
        os.close(write_end)
        _, err = await bots.communicate()
    assert (bots.returncode, err) == (0, b"")
    async with running(node.url, "bots", "lamp", *FAST) as bots:
        while "bid " not in await line(bots):
            pass
        bots.send_signal(signal.SIGINT)
        _, err = await bots.communicate()
    assert (bots.returncode, err) == (130, b"")


async def test_bots_need_tokens_where_registration_is_closed(
    stores: StoreUrls, tmp_path: Path
) -> None:
    tokens = tmp_path / "tokens"
    async with node_here(stores, open_registration=False) as node:
        await node.put_up()
        status, out, err = await run(node.url, "bots", "lamp", *FAST)
        assert (status, err) == (2, "registration is closed here: --tokens FILE is needed\n")
        tokens.write_text(f"{node.token('ann')}\n{node.token('bob')}\n")
        status, out, err = await run(
            node.url, "bots", "lamp", *FAST, "--tokens", str(tokens), "--bids", "2"
        )
        assert (status, err) == (0, "")
        assert "Ann#" in out
        assert "Bob#" in out


async def test_unusable_options_end_with_one_line(node: LiveNode) -> None:
    await node.put_up()
    for arguments, expected in (
        (["nothing"], 1),
        (["lamp", "--count", "0"], 2),
        (["lamp", "--limit", "much"], 2),
        (["lamp", "--tokens", "/nowhere"], 2),
    ):
        status, _, err = await run(node.url, "bots", *arguments)
        assert (status, err.count("\n")) == (expected, 1), err
