"""The commands of docs/operations.md lead from empty stores to a sale, as they stand."""

import asyncio
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from server.embedded.binaries import find_postgres
from tests.archive_rows import BIDS, archived
from tests.nodes import ROOT, StoreUrls, free_port, node_here
from tests.timeouts import WAIT_MAX_S

SECTION = "### The first node, step by step\n"
NEEDED = ("server", "persistence", "deploy", "clients")
"""The folders of the product that the commands use."""


def commands(section: str) -> str:
    """Return the commands of a section, in their order."""
    text = (ROOT / "docs/operations.md").read_text().split(section)[1].split("\n### ")[0]
    found = "\n".join(re.findall(r"^    (.*)$", text, re.MULTILINE))
    assert found, f"there are no commands under {section}"
    return found


async def run(script: str, folder: Path, path: Sequence[Path] = (), **environment: str) -> str:
    """Run commands in a folder that has the product; return what they print. They must succeed."""
    for name in NEEDED:
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    paths = [*map(str, path), str(Path(sys.executable).parent), os.environ["PATH"]]
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script),
        cwd=folder,
        env={"PATH": ":".join(paths), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(3 * WAIT_MAX_S):
            said, _ = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_first_node_is_put_up_command_by_command(
    stores: StoreUrls, tmp_path: Path
) -> None:
    script = commands(SECTION)
    ports = {"8081": free_port(), "9081": free_port()}
    for written, ours in {
        "redis://127.0.0.1:6379/0": stores.redis,
        "postgresql://auction@127.0.0.1:5432/auction": stores.database,
        **ports,
    }.items():
        assert written in script
        script = script.replace(written, shlex.quote(str(ours)))
    text = await run(script, tmp_path)
    assert '"postgres":"ok"' in text
    assert 'auction_answers_total{code="ok"} 2.0' in text
    assert text.rstrip().endswith("The archive matches a replay of its events.")
    (item,) = await archived(stores, "SELECT item_id, status FROM items", 1)
    assert (item["item_id"], item["status"]) == ("vase", "open")


async def test_everything_is_lost_and_restored_from_a_backup(
    stores: StoreUrls, tmp_path: Path
) -> None:
    path = [find_postgres().postgres.parent]
    if not (path[0] / "pg_dump").exists():
        pytest.skip("pg_dump is not installed beside PostgreSQL")
    urls = {"AUCTION_REDIS_URL": stores.redis, "AUCTION_DATABASE_URL": stores.database}
    async with node_here(stores) as node:
        await node.put_up()
        assert (await node.bid(150))[0] == HTTPStatus.OK
        await archived(stores, BIDS, 1)
    await run(commands("### Backups\n"), tmp_path, path, **urls)
    await lose_everything(stores)
    restoring = commands("### After a loss of PostgreSQL\n")
    restored = await run(restoring, tmp_path, path, **urls)
    assert restored.endswith("The archive matches a replay of its events.\n")
    async with node_here(stores) as node:
        assert (await node.bid(200, "ben"))[0] == HTTPStatus.OK
        bids = await archived(stores, BIDS, 2)
    assert [bid["amount"] for bid in bids] == [150, 200]


async def lose_everything(stores: StoreUrls) -> None:
    """Drop all of a database and of a Redis."""
    async with Redis.from_url(stores.redis) as redis:
        await redis.flushall()
    connection = await asyncpg.connect(stores.database)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
