"""The command line: errors in one line with exit status 2, its commands, and the end by SIGTERM."""

import asyncio
import os
import re
import socket
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.nodes import ROOT, SECRET, StoreUrls, free_port, node_process
from tests.processes import mentioning

TIMEOUT_S = 30


async def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run a command to its end; return its exit status, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        cwd=ROOT,
        env={**os.environ, "AUCTION_PORT": str(free_port()), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(TIMEOUT_S):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"AUCTION_PORT": "eighty"}, "AUCTION_PORT: .*integer"),
        ({"AUCTION_PORT": "70000"}, "AUCTION_PORT: "),
        ({"AUCTION_SECRET": "short"}, "AUCTION_SECRET: .*32"),
        ({"AUCTION_REDIS_URL": "http://127.0.0.1"}, "AUCTION_REDIS_URL: "),
        ({"AUCTION_REDIS_URL": "redis://127.0.0.1:1/0"}, "AUCTION_SECRET: must be set"),
        (
            {"AUCTION_REDIS_URL": "redis://127.0.0.1:1/0", "AUCTION_SECRET": SECRET},
            "AUCTION_REDIS_URL: ",
        ),
        ({"AUCTION_DURABILITY": "never"}, "AUCTION_DURABILITY: "),
        ({"AUCTION_TOKEN_KEYS": "/nowhere.pem"}, "AUCTION_TOKEN_KEYS: "),
    ],
)
async def test_an_invalid_setting_is_named_in_one_line_with_status_2(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    status, out, err = await run("server", AUCTION_DATA_DIR=str(tmp_path), **environment)
    assert (status, out) == (2, "")
    assert re.fullmatch(sentence + ".*\n", err), err


async def test_a_port_in_use_is_named_in_one_line_with_status_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, err = await run("server", AUCTION_DATA_DIR=str(tmp_path), AUCTION_PORT=port)
    assert status == 2
    assert re.fullmatch(
        f"AUCTION_HOST, AUCTION_PORT: cannot listen on 127.0.0.1:{port}: .*\n", err
    ), err


async def test_a_database_is_refused_until_it_is_migrated(servers: StoreUrls) -> None:
    admin = await asyncpg.connect(servers.database)
    await admin.execute("CREATE DATABASE test_empty")
    url = servers.database.replace("/auction?", "/test_empty?")
    urls = {
        "AUCTION_REDIS_URL": servers.redis,
        "AUCTION_DATABASE_URL": url,
        "AUCTION_SECRET": SECRET,
    }
    status, _, err = await run("server", **urls)
    assert status == 2
    assert "run `python -m persistence migrate`" in err
    status, out, _ = await run("persistence", "migrate", **urls)
    assert (status, out.split()[0]) == (0, "0001_archive")
    assert (await run("persistence", "migrate", **urls))[1] == "The schema is up to date.\n"
    assert (await run("persistence", "verify", **urls))[0] == 0
    await admin.execute("DROP DATABASE test_empty WITH (FORCE)")
    await admin.close()


async def test_the_token_command_prints_a_token_that_a_node_accepts(stores: StoreUrls) -> None:
    arguments = ("server", "token", "--user", "house", "--name", "House", "--role", "auctioneer")
    status, out, _ = await run(*arguments, AUCTION_SECRET=SECRET)
    assert status == 0
    async with node_process(stores) as process:
        sale = {"auction_id": "spring", "title": "Spring"}
        assert (await process.node.post("/auctions", sale, out.strip()))[0] == 201


async def test_an_invalid_argument_is_refused_with_status_2() -> None:
    status, _, err = await run(
        "server", "token", "--user", "a b", "--name", "A", AUCTION_SECRET=SECRET
    )
    assert status == 2
    assert "--user" in err


async def test_sigterm_ends_a_node_and_its_stores_within_five_seconds(tmp_path: Path) -> None:
    async with node_process(None, AUCTION_DATA_DIR=str(tmp_path)) as process:
        began = time.monotonic()
        process.process.terminate()
        assert await process.process.wait() == 0
        assert time.monotonic() - began < 5
    assert mentioning(str(tmp_path)) == []


async def test_the_demo_sale_is_put_up_once(tmp_path: Path) -> None:
    status, out, _ = await run("server", "demo", AUCTION_DATA_DIR=str(tmp_path))
    assert status == 0
    assert "The demo sale is up." in out
    again, out, _ = await run("server", "demo", AUCTION_DATA_DIR=str(tmp_path))
    assert (again, out) == (0, "")
    async with node_process(None, AUCTION_DATA_DIR=str(tmp_path)) as process:
        _, sale = await process.node.get("/auctions/demo")
    assert [item["status"] for item in sale["items"]] == ["open"] * 7
