"""The commands `watch` and `watch-sale` against a live node."""

import json
import signal
from asyncio.subprocess import Process
from typing import Any

from tests.integration.clients.commands import line, run, running
from tests.nodes import LiveNode


async def change(watch: Process) -> Any:
    """Read the next change of an item; a busy machine may make the connection look silent meanwhile."""
    while "connection" in (read := json.loads(await line(watch))):
        pass
    return read


async def test_a_watch_prints_another_clients_bid_and_ends_at_the_close(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp", "--json") as watch:
        first = await change(watch)
        assert (first["status"], first["bids"]) == ("open", [])
        assert (await run(node.url, "bid", "lamp", "1.50", "--name", "Zoe"))[0] == 0
        second = await change(watch)
        assert [bid["amount"] for bid in second["bids"]] == [150]
        assert second["price"] == 150
        await node.command("lamp", "close")
        out, err = await watch.communicate()
    last = json.loads(out.decode().splitlines()[-1])
    assert (last["status"], last["winners"][0]["amount"], last["bids"]) == ("sold", 150, [])
    assert (watch.returncode, err) == (0, b"")


async def test_a_watch_in_words_prints_one_line_per_change(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp") as watch:
        assert (await line(watch)).endswith("open          1.00 EUR, next bid 1.00 EUR or more\n")
        await node.bid(150)
        assert "bid           1.50 EUR by Ann#" in await line(watch)
        await node.command("lamp", "close")
        assert "sold          1.50 EUR to Ann#" in await line(watch)
        assert await watch.wait() == 0


async def test_a_watched_sale_shows_its_items_and_ends_with_the_last_of_them(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with running(node.url, "watch-sale", "sale", "--json") as watch:
        assert (await change(watch))["status"] == "open"
        await node.bid(150)
        assert (await change(watch))["price"] == 150
        await node.command("lamp", "close")
        assert (await change(watch))["status"] == "sold"
        assert await watch.wait() == 0


async def test_an_interrupted_watch_ends_without_a_traceback(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp") as watch:
        await line(watch)
        watch.send_signal(signal.SIGINT)
        _, err = await watch.communicate()
    assert watch.returncode == 130
    assert b"Traceback" not in err
