"""Running `python -m auction_client`: its lines and its exit status.

A command that prints while it runs, or is interrupted, has a process of its own. Any other command runs
in a thread of the tests, because a process takes a second to start.
"""

import asyncio
import io
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast

from auction_client.cli.command_line import main
from tests.nodes import ROOT

LIMIT_S = 60


@asynccontextmanager
async def running(
    url: str, *arguments: str, out: int = asyncio.subprocess.PIPE
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command while the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "auction_client", "--url", url, *arguments),
        cwd=ROOT / "clients/python",
        stdout=out,
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
    out, err = _output(), _output()
    async with asyncio.timeout(LIMIT_S):
        status = await asyncio.to_thread(_status, ["--url", url, *arguments], out, err)
    return status, _written(out), _written(err)


def _output() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _written(output: io.TextIOWrapper) -> str:
    assert isinstance(output.buffer, io.BytesIO)
    return output.buffer.getvalue().decode()


def _status(arguments: list[str], out: TextIO, err: TextIO) -> int:
    try:
        with (
            redirect_stdout(cast("TextIO", _OfThisThread(out, sys.stdout))),
            redirect_stderr(cast("TextIO", _OfThisThread(err, sys.stderr))),
        ):
            return main(arguments)
    except SystemExit as wrong_usage:  # argparse's
        return int(wrong_usage.code or 0)


class _OfThisThread:
    """A stream for the thread that makes it. Other threads, of which one runs the node, have theirs."""

    def __init__(self, own: TextIO, of_others: TextIO) -> None:
        self._thread = threading.get_ident()
        self._own = own
        self._of_others = of_others

    def __getattr__(self, name: str) -> Any:
        is_own = threading.get_ident() == self._thread
        return getattr(self._own if is_own else self._of_others, name)


async def line(process: asyncio.subprocess.Process) -> str:
    """Read the next line of a command's output."""
    assert process.stdout is not None
    return (await process.stdout.readline()).decode()
