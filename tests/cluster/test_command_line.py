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


def names_in(folder: Path) -> list[str]:
    """List the names of a folder's entries."""
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"AUCTION_PORT": "eighty"}, "AUCTION_PORT: .*integer"),
        ({"AUCTION_PORT": "70000"}, "AUCTION_PORT: "),
        ({"AUCTION_SECRET": "short"}, "AUCTION_SECRET: .*32"),
        ({"AUCTION_REDIS_URL": "http://127.0.0.1"}, "AUCTION_REDIS_URL: "),
        ({"AUCTION_REDIS_URL": "redis://127.0.0.1:1/0"}, "AUCTION_SECRET: must be set"),
        (
            {
                "AUCTION_REDIS_URL": "redis://127.0.0.1:1/0",
                "AUCTION_SECRET": SECRET,
                "AUCTION_START_TIMEOUT_S": "0",
            },
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


async def test_the_link_command_signs_an_admin_in(stores: StoreUrls) -> None:
    status, out, _ = await run("server", "link", "--url", "https://x.test", AUCTION_SECRET=SECRET)
    assert status == 0
    address, _, token = out.strip().partition("#token=")
    assert address == "https://x.test/console"
    async with node_process(stores) as process:
        sale = {"auction_id": "autumn", "title": "Autumn"}
        assert (await process.node.post("/auctions", sale, token))[0] == 201


async def test_no_command_makes_files_or_a_secret_where_the_data_directory_is_a_file(
    tmp_path: Path,
) -> None:
    file = tmp_path / "data"
    file.write_text("a file")
    token = ("server", "token", "--user", "ann", "--name", "Ann")
    runs = [
        run("server", AUCTION_DATA_DIR=str(file)),
        run("server", AUCTION_DATA_DIR=str(file), AUCTION_SECRET=SECRET),
        run("server", "stores", AUCTION_DATA_DIR=str(file)),
        run(*token, AUCTION_DATA_DIR=str(file)),
        run("persistence", "verify", AUCTION_DATA_DIR=str(file)),
    ]
    for status, out, err in await asyncio.gather(*runs):
        assert (status, out, err.count("\n")) == (2, "", 1), err
        assert "AUCTION_DATA_DIR" in err
    assert names_in(tmp_path) == ["data"]


async def test_the_token_command_makes_no_secret(tmp_path: Path) -> None:
    arguments = ("server", "token", "--user", "ann", "--name", "Ann")
    status, out, err = await run(*arguments, AUCTION_DATA_DIR=str(tmp_path / "data"))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert names_in(tmp_path) == []


async def test_rubbish_as_keys_is_one_line_with_status_2(tmp_path: Path) -> None:
    for content in ("rubbish", "[]", "-----BEGIN PUBLIC KEY-----\nrubbish"):
        (tmp_path / "keys").write_text(content)
        status, out, err = await run("server", AUCTION_TOKEN_KEYS=str(tmp_path / "keys"))
        assert (status, out, err.count("\n")) == (2, "", 1), err
        assert err.startswith("AUCTION_TOKEN_KEYS: ")


async def test_an_unknown_variable_is_warned_of_in_one_line() -> None:
    arguments = ("server", "token", "--user", "ann", "--name", "Zoë")
    status, out, err = await run(
        *arguments, AUCTION_SECRET=SECRET, AUCTION_PROT="80", PYTHONIOENCODING="ascii"
    )
    assert (status, out.count("\n"), err.count("\n")) == (0, 1, 1)
    assert "variable_unknown" in err
    assert "AUCTION_PORT" in err


async def test_verify_names_a_database_that_is_not_migrated(servers: StoreUrls) -> None:
    admin = await asyncpg.connect(servers.database)
    await admin.execute("CREATE DATABASE test_unmigrated")
    url = servers.database.replace("/auction?", "/test_unmigrated?")
    status, out, err = await run("persistence", "verify", AUCTION_DATABASE_URL=url)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    await admin.execute("DROP DATABASE test_unmigrated WITH (FORCE)")
    await admin.close()


async def test_an_invalid_argument_is_refused_with_status_2() -> None:
    status, _, err = await run(
        "server", "token", "--user", "a\u202eb", "--name", "A", AUCTION_SECRET=SECRET
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


async def test_a_node_that_is_stopped_serves_on_for_its_delay_and_a_second_signal_ends_it(
    stores: StoreUrls,
) -> None:
    async with node_process(stores, AUCTION_DRAIN_DELAY_S="60") as running:
        running.process.terminate()
        async with asyncio.timeout(TIMEOUT_S):
            while (await running.node.get("/readyz"))[0] != 503:
                await asyncio.sleep(0.01)
        assert (await running.node.get("/readyz"))[1]["stopping"]
        await running.node.put_up()
        assert (await running.node.bid(150))[0] == 200
        running.process.terminate()
        async with asyncio.timeout(TIMEOUT_S):
            assert await running.process.wait() == 0
