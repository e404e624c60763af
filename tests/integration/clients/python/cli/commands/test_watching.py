"""The commands `watch` and `watch-sale` against a live node."""

import asyncio
import json
import os
import pty
import signal
from asyncio.subprocess import Process
from contextlib import suppress
from typing import Any

import pytest

from tests.integration.clients.commands import LIMIT_S, line, run, running
from tests.nodes import LiveNode

REDRAWN = b"\x1b[J"


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


async def test_a_terminal_shows_one_picture_that_is_redrawn_until_it_is_interrupted(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    await node.end_in(600_000)
    monkeypatch.setenv("TERM", "xterm")
    terminal, program = pty.openpty()
    os.set_blocking(terminal, False)
    seen = b""
    async with running(node.url, "watch", "lamp", out=program) as watch, asyncio.timeout(LIMIT_S):

        async def shows(words: bytes) -> None:
            nonlocal seen
            while words not in seen.rpartition(REDRAWN)[2]:
                await asyncio.sleep(0.02)
                with suppress(BlockingIOError):
                    seen += os.read(terminal, 65_536)

        await shows(b"1.00 EUR, next bid 1.00 EUR or more\r\n  ends in ")
        await node.bid(150)
        await shows(b"1.50 EUR, Ann#")
        watch.send_signal(signal.SIGINT)
        _, err = await watch.communicate()
    os.close(program)
    os.close(terminal)
    assert watch.returncode == 130
    assert b"Traceback" not in err
    assert b"A lamp" in seen
    assert b"bid           1.50" not in seen, "no lines are printed beside the picture"
