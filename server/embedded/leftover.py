"""Ends the server of a node that was killed, where the kernel did not (see `launch`).

Only the owner of the data directory calls this, so a server that still runs on it has no owner.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import structlog

_POLL_S = 0.02
_EXIT_TIMEOUT_S = 3.0

log = structlog.get_logger(__name__)


def read_pid(pid_file: Path) -> int | None:
    """Return the pid in a server's pid file, or None when there is none."""
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


async def end_leftover(store: str, pid_file: Path, data: Path, stop: signal.Signals) -> None:
    """End the server that `pid_file` names if it runs on `data`, by the signal `stop`, then by SIGKILL.

    The pid may belong to another process by now, which is left alone.
    """
    pid = read_pid(pid_file)
    if pid is None or not _runs_on(pid, data):
        return
    log.warning("leftover_store_ended", store=store, pid=pid)
    for each in (stop, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, each)
        if await _ended(pid, data):
            return


async def _ended(pid: int, data: Path) -> bool:
    give_up_at = time.monotonic() + _EXIT_TIMEOUT_S
    while _runs_on(pid, data):
        if time.monotonic() > give_up_at:
            return False
        await asyncio.sleep(_POLL_S)
    return True


def _runs_on(pid: int, data: Path) -> bool:
    """Return whether the live process `pid` has `data` among its arguments (a zombie has none)."""
    if sys.platform == "linux":
        try:
            return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
    printed = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return f" {data} " in f"{printed.strip()} "
