"""Running `python -m clients.python` as its users do: a process, its lines and its exit status."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.nodes import ROOT

LIMIT_S = 60


@asynccontextmanager
async def running(url: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command while the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "clients.python", "--url", url, *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def run(url: str, *arguments: str) -> tuple[int | None, str, str]:
    """Run a command to its end; return its exit status, output and error output."""
    async with running(url, *arguments) as process:
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def line(process: asyncio.subprocess.Process) -> str:
    """Read the next line of a command's output."""
    assert process.stdout is not None
    return (await process.stdout.readline()).decode()
