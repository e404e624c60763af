"""The clients that docs/clients.md shows work, as far as their languages are here."""

import asyncio
import os
import sys
from pathlib import Path

from tests.integration.clients.documented import first_steps, program
from tests.nodes import LiveNode


async def output_of(node: LiveNode, folder: Path, *command: str) -> str:
    """Run a program for Ann in an empty folder; return its output."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "AUCTION_URL": node.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode == 0, (out + err).decode()
    return out.decode()


async def test_the_clients_of_plain_http_bid_and_follow_the_price(
    node: LiveNode, tmp_path: Path
) -> None:
    await node.put_up("lamp")
    source = program("Plain HTTP", "python")
    in_python = await output_of(node, tmp_path, sys.executable, "-c", source)
    first, answer, last = in_python.splitlines()
    assert first == "100 None"
    assert "'ok': True" in answer
    assert last.startswith("100 Ann#")

    in_shell = await output_of(node, tmp_path, "bash", "-c", program("Plain HTTP", "sh"))
    assert '"price":5000' in in_shell
    assert '"leading":true' in in_shell


async def test_the_first_steps_of_the_contracts_page_lead_to_a_bid(
    node: LiveNode, tmp_path: Path
) -> None:
    await node.put_up("lamp")
    script = first_steps("curl").replace("http://127.0.0.1:8080", node.url)
    assert '"leading":true' in await output_of(node, tmp_path, "bash", "-c", script)
