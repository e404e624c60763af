"""The commands of docs/operations.md lead from empty stores to a sale, as they stand."""

import asyncio
import os
import re
import shlex
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.archive_rows import archived
from tests.nodes import ROOT, StoreUrls, free_port
from tests.timeouts import WAIT_MAX_S

SECTION = "### The first node, step by step\n"
NEEDED = ("server", "persistence", "deploy", "clients")
"""The folders of the product that the commands use."""


def commands(section: str) -> str:
    """Return the commands of a section, in their order."""
    text = (ROOT / "docs/operations.md").read_text().split(section)[1].split("\n### ")[0]
    return "\n".join(re.findall(r"^    (.*)$", text, re.MULTILINE))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_first_node_is_put_up_command_by_command(
    stores: StoreUrls, tmp_path: Path
) -> None:
    for name in NEEDED:
        (tmp_path / name).symlink_to(ROOT / name)
    script = commands(SECTION)
    ports = {"8081": free_port(), "9081": free_port()}
    for written, ours in {
        "redis://127.0.0.1:6379/0": stores.redis,
        "postgresql://auction@127.0.0.1:5432/auction": stores.database,
        **ports,
    }.items():
        assert written in script
        script = script.replace(written, shlex.quote(str(ours)))
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script),
        cwd=tmp_path,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
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
    text = said.decode()
    assert process.returncode == 0, text
    assert '"postgres":"ok"' in text
    assert 'auction_answers_total{code="ok"} 2.0' in text
    assert text.rstrip().endswith("The archive matches a replay of its events.")
    (item,) = await archived(stores, "SELECT item_id, status FROM items", 1)
    assert (item["item_id"], item["status"]) == ("vase", "open")
