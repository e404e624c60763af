"""Runs modules of the load tests as commands."""

import asyncio
import sys

from tests.nodes import ROOT


async def run_module(*arguments: str) -> tuple[int, str]:
    """Run `python -m` with these arguments; return the exit status and the output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()
