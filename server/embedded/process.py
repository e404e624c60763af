"""One child process that the node starts, watches, restarts and stops.

`supervised` starts the program and waits until it is ready. A task then waits for its exit and starts
it again, with backoff and without end. Leaving the context cancels the task and stops the program step by
step, within the seconds of its `stop_steps`; a second cancellation in the meantime kills it at once.
The child has a session of its own, so that Ctrl-C in a terminal reaches the node alone, which stops
its stores in order.
"""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from server.embedded import launch
from server.embedded.account import Account
from server.embedded.errors import EmbeddedError
from server.embedded.reasons import Reason, log_size, reason_of

_READY_POLL_MIN_S = 0.01
_READY_POLL_MAX_S = 0.25
_READY_TIMEOUT_S = 120.0  # a long log may have to be replayed after a crash
_START_RETRY_S = 2.0  # a killed predecessor may hold its files for a moment longer
_RESTART_DELAY_MIN_S = 0.05
_RESTART_DELAY_MAX_S = 2.0
_DOUBLINGS_MAX = 10
_SETTLED_S = 60.0  # a run of this length ends a row of deaths
_REPEATED = 3  # deaths in a row that make the store unusable, as `/readyz` says
_RECOVERED_S = 5.0  # a run of this length makes it usable again
_LOG_AGAIN_S = 60.0
_LOG_CHECK_S = 60.0
_LOG_BYTES_MAX = 10 * 1024 * 1024
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A server to run: its command, the check that it is ready, and the steps to stop it."""

    name: str
    command: tuple[str, ...]
    log_file: Path
    is_ready: Callable[[], Awaitable[bool]]
    stop_steps: tuple[tuple[signal.Signals, float], ...]  # a signal, the seconds to wait after it
    orphan_signal: signal.Signals  # sent by the kernel when the node dies
    account: Account = field(default_factory=Account)
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Condition:
    """The condition of a supervised program: its `trouble` in words while it dies again and again."""

    trouble: str | None = None


@asynccontextmanager
async def supervised(program: Program, condition: Condition | None = None) -> AsyncIterator[None]:
    """Run the program while inside, and keep its `condition`; raises EmbeddedError if it doesn't start."""
    supervisor = _Supervisor(program, condition or Condition())
    try:
        await supervisor.start()
        watch = asyncio.create_task(supervisor.watch(), name=f"embedded-{program.name}")
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.wait([watch])
    finally:
        await supervisor.stop()


async def run_to_end(
    command: tuple[str, ...], *, log_file: Path, account: Account, orphan_signal: signal.Signals
) -> int:
    """Run a command to its end, and return its exit code; a cancellation kills it."""
    process = await spawn(command, log_file, account, orphan_signal, {})
    try:
        return await process.wait()
    finally:
        await _kill(process)


class _Supervisor:
    def __init__(self, program: Program, condition: Condition) -> None:
        self._program = program
        self._condition = condition
        self._process: asyncio.subprocess.Process | None = None
        self._log_size = 0
        """The size of the program's log when it was last started."""
        self._log_again_at = 0.0
        self._logged_reason: str | None = None

    async def start(self) -> None:
        began = time.monotonic()
        while not await self._start_once():
            if time.monotonic() - began > _START_RETRY_S:
                raise EmbeddedError(
                    f"{self._program.name} doesn't start: {self._reason()} "
                    f"(more in {self._program.log_file})"
                )
            await asyncio.sleep(_RESTART_DELAY_MIN_S)
        took_ms = round((time.monotonic() - began) * 1000)
        log.info("store_started", store=self._program.name, pid=self._pid, took_ms=took_ms)

    async def watch(self) -> None:
        """Restart the program whenever it dies, for as long as the node lives (0125)."""
        deaths = 0
        while True:
            began = time.monotonic()
            exit_code = await self._until_exit()
            deaths = 1 if time.monotonic() - began > _SETTLED_S else deaths + 1
            logged = self._report(deaths, exit_code)
            await self._restart(deaths, log_success=logged)

    def _report(self, deaths: int, exit_code: int) -> bool:
        """Log a death, of a row of deaths only now and then or for a new reason; return whether it was."""
        reason = self._reason(exit_code)
        if deaths >= _REPEATED:
            self._condition.trouble = f"{self._program.name} keeps dying: {reason}"
        now = time.monotonic()
        if deaths > 1 and now < self._log_again_at and reason.words == self._logged_reason:
            return False
        self._log_again_at, self._logged_reason = now + _LOG_AGAIN_S, reason.words
        fields = {"exit_code": exit_code, "deaths": deaths, "reason": str(reason)}
        log.warning("store_died", store=self._program.name, **fields)
        return True

    def _reason(self, exit_code: int | None = None) -> Reason:
        return reason_of(self._program.log_file, since=self._log_size, exit_code=exit_code)

    async def stop(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            for stop_signal, timeout_s in self._program.stop_steps:
                if await _ended_by(process, stop_signal, timeout_s):
                    break
        finally:
            await _kill(process)
        log.info("store_stopped", store=self._program.name, exit_code=process.returncode)

    @property
    def _pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def _restart(self, deaths: int, *, log_success: bool) -> None:
        delay_s = _RESTART_DELAY_MIN_S * 2 ** min(deaths - 1, _DOUBLINGS_MAX)
        await asyncio.sleep(min(delay_s, _RESTART_DELAY_MAX_S))
        try:
            if await self._start_once() and log_success:
                log.info("store_restarted", store=self._program.name, pid=self._pid)
        except Exception as error:  # counts as a death; nothing may end the supervision
            log.debug("store_not_started", store=self._program.name, error=repr(error))

    async def _start_once(self) -> bool:
        """Start the program; return False, with no process left, if it ended or didn't become ready."""
        program = self._program
        self._log_size = log_size(program.log_file)
        self._process = process = await spawn(
            program.command,
            program.log_file,
            program.account,
            program.orphan_signal,
            program.environment,
        )
        pause_s = _READY_POLL_MIN_S
        with suppress(TimeoutError):
            async with asyncio.timeout(_READY_TIMEOUT_S):
                while process.returncode is None:
                    if await program.is_ready():
                        return True
                    await asyncio.sleep(pause_s)
                    pause_s = min(1.5 * pause_s, _READY_POLL_MAX_S)
        await _kill(process)
        return False

    async def _until_exit(self) -> int:
        """Wait for the program's end; meanwhile bound its log, and end its trouble once it has run."""
        assert self._process is not None
        next_check_s = min(_RECOVERED_S, _LOG_CHECK_S)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(next_check_s):
                    return await self._process.wait()
            self._condition.trouble = None
            next_check_s = _LOG_CHECK_S
            await asyncio.to_thread(bound_log, self._program.log_file)


async def spawn(
    command: tuple[str, ...],
    log_file: Path,
    account: Account,
    orphan_signal: signal.Signals,
    environment: dict[str, str],
) -> asyncio.subprocess.Process:
    """Start a program in a session of its own; raises EmbeddedError.

    Its output is appended to the log. When this process dies it gets the signal.
    """
    uid = "-" if account.uid is None else str(account.uid)
    launcher = (sys.executable, "-I", "-S", launch.__file__)
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    try:
        with _appending(log_file) as log_fd:
            return await asyncio.create_subprocess_exec(
                *(*launcher, str(os.getpid()), str(int(orphan_signal)), uid),
                *(*account.prefix, *command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log_fd,
                stderr=log_fd,
                env={**inherited, "LC_ALL": "C", **environment},
                start_new_session=True,
            )
    except OSError as error:
        raise EmbeddedError(f"{command[0]} can't be started: {error}") from error


async def _ended_by(
    process: asyncio.subprocess.Process, stop_signal: signal.Signals, timeout_s: float
) -> bool:
    with suppress(ProcessLookupError):
        process.send_signal(stop_signal)
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            await process.wait()
    return process.returncode is not None


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@contextmanager
def _appending(log_file: Path) -> Iterator[int]:
    bound_log(log_file)
    descriptor = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def bound_log(log_file: Path) -> None:
    """Bound a log's size by moving its content to `.1`; the server appends, so it is not disturbed."""
    with suppress(OSError):  # a log that can't be truncated is no reason to stop a store
        if log_file.stat().st_size > _LOG_BYTES_MAX:
            shutil.copyfile(log_file, f"{log_file}.1")
            os.truncate(log_file, 0)
