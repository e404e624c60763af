"""Server processes of a load test: their ports, their start, their end.

Every wait is bounded and then raises LaunchError, whose message is one line.
"""

import asyncio
import atexit
import os
import random
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import aiohttp

STOP_TIMEOUT_S = 15
READY_POLL_S = 0.05
FIRST_PORT, PORTS = 30_000, 2_000
"""0066: below the range that the system takes outgoing connections' ports from, beside the tests' own."""


class LaunchError(Exception):
    """A server process can't be started, or has not become ready."""


@asynccontextmanager
async def running_server(
    command: Sequence[str],
    env: Mapping[str, str],
    ready_url: str,
    *,
    cpu: int | None = None,
    log: Path | None = None,
    ready_timeout_s: float = 60,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a server while the context lasts, pinned to the core `cpu` if one is given.

    `env` adds to this process' environment. Output goes into the file `log`; without one, errors go to this
    process' own. Yields once `ready_url` answers with 200. The process is ended by SIGTERM, and after
    STOP_TIMEOUT_S by SIGKILL.
    """
    pinned = ["taskset", "--cpu-list", str(cpu)] if cpu is not None else []
    with ExitStack() as stack:
        output = stack.enter_context(log.open("wb")) if log is not None else None
        process = await asyncio.create_subprocess_exec(
            *(*pinned, *command),
            env={**os.environ, **env},
            stdout=output or asyncio.subprocess.DEVNULL,
            stderr=output,
        )
    try:
        await _ready(process, ready_url, ready_timeout_s, log)
        yield process
    finally:
        await _stop(process)


def last_line(log: Path) -> str:
    """Return the last line of a process' output, shortened; it tells why the process has ended."""
    lines = log.read_text(errors="replace").split("\n")
    return next((line[-300:] for line in reversed(lines) if line.strip()), "no output")


def _candidates() -> Iterator[int]:
    """Yield ports in turn from a random one on, since another load test may run on the same machine."""
    offset = random.randrange(PORTS)
    while True:
        yield FIRST_PORT + offset
        offset = (offset + 1) % PORTS


_ports = _candidates()
_reservations = ExitStack()
atexit.register(_reservations.close)


def free_port() -> int:
    """Return a port on which no process listens, and reserve it until this process ends.

    A server takes a while until it listens. Until then a UDP socket of the same number keeps other load
    tests away from the port, and does not hinder the server.
    """
    while True:
        port = next(_ports)
        reservation = socket.socket(type=socket.SOCK_DGRAM)
        try:
            reservation.bind(("127.0.0.1", port))
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            reservation.close()
        else:
            _reservations.enter_context(reservation)
            return port


async def _ready(
    process: asyncio.subprocess.Process, ready_url: str, ready_timeout_s: float, log: Path | None
) -> None:
    deadline = time.monotonic() + ready_timeout_s
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as http:
        while not await _answers(http, ready_url):
            if process.returncode is not None:
                reason = f": {last_line(log)}" if log is not None else ""
                raise LaunchError(f"the server has ended with status {process.returncode}{reason}")
            if time.monotonic() > deadline:
                raise LaunchError(f"{ready_url} has not answered within {ready_timeout_s:g} s")
            await asyncio.sleep(READY_POLL_S)


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as response:
            return response.status == HTTPStatus.OK
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT_S)
            return
