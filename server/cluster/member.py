"""One node of a cluster: its process, and the reaction to its end.

A node that was stopped in order (SIGTERM) has left, and a node that died is started again.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import aiohttp

from server.backoff import Backoff
from server.cluster.slots import Slot
from server.embedded.account import Account
from server.embedded.errors import EmbeddedError
from server.embedded.process import bound_log, spawn

NODE = (sys.executable, "-m", "server")
_READY_TIMEOUT_S = 60.0
_READY_POLL_S = 0.05
_LOG_CHECK_S = 60.0
_SETTLED_S = 60.0
"""A run of this length ends a row of deaths."""


class Member:
    """A node in a slot. `say` is called with each line for the operator."""

    def __init__(
        self,
        slot: Slot,
        environment: dict[str, str],
        log_file: Path,
        *,
        say: Callable[[str], None],
        command: tuple[str, ...] = NODE,
    ) -> None:
        self.slot = slot
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log_file = log_file
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._is_replaced = False
        self._replaced = asyncio.Event()

    async def start(self) -> None:
        """Start the node and wait until it takes bids; raises EmbeddedError if it doesn't."""
        self._process = await spawn(
            self._command,
            self._log_file,
            Account(),
            signal.SIGTERM,
            self._environment,
        )
        await self._until_ready(self._process)
        self._say(f"{self.slot.name}  {self.slot.url}  pid {self._process.pid}")

    async def run(self) -> None:
        """Keep the started node running until it leaves."""
        deaths = Backoff()
        while (code := await self._until_exit(deaths)) != 0 or self._is_replaced:
            if not self._is_replaced:
                self._say(
                    f"{self.slot.name} {_ended(code)} and is started again ({self._log_file})"
                )
                await deaths.wait()
            self._is_replaced = False
            try:
                await self.start()
            except EmbeddedError as error:
                self._say(str(error))
            self._replaced.set()
        self._say(f"{self.slot.name} was stopped and has left")

    async def replace(self) -> None:
        """Stop the node in order and wait until another process has its place."""
        self._is_replaced = True
        self._replaced.clear()
        self.end()
        await self._replaced.wait()

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send the node a signal."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def ended(self) -> None:
        """Wait until the node's process has ended."""
        if self._process is not None:
            await self._process.wait()

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        url = f"http://127.0.0.1:{self.slot.operations_port}/readyz"
        with suppress(TimeoutError):
            async with asyncio.timeout(_READY_TIMEOUT_S), aiohttp.ClientSession() as http:
                while process.returncode is None:
                    if await _is_ready(http, url):
                        return
                    await asyncio.sleep(_READY_POLL_S)
        self.end(signal.SIGKILL)
        raise EmbeddedError(f"{self.slot.name} does not start: {_last_line(self._log_file)}")

    async def _until_exit(self, deaths: Backoff) -> int:
        """Wait for the end of the process, and bound its log meanwhile."""
        assert self._process is not None, "a member is started before it runs"
        began = asyncio.get_running_loop().time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOG_CHECK_S):
                    return await self._process.wait()
            await asyncio.to_thread(bound_log, self._log_file)
            if asyncio.get_running_loop().time() - began > _SETTLED_S:
                deaths.reset()


async def _is_ready(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(2)) as response:
            return response.status == HTTPStatus.OK
    except (aiohttp.ClientError, TimeoutError):
        return False


def _ended(code: int) -> str:
    if code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"has failed with status {code}"


def _last_line(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").splitlines()
    return f"{lines[-1][-300:] if lines else 'no output'} (more in {log_file})"
