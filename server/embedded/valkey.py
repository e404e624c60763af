"""The embedded Valkey, which holds hot state and journal and logs every write before its answer."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from server.embedded.binaries import find_valkey
from server.embedded.leftover import end_leftover
from server.embedded.paths import make_data_dir, owned, private_dir, store_paths
from server.embedded.process import Condition, Program, supervised

_PING_TIMEOUT_S = 1.0
_STOP_STEPS = ((signal.SIGTERM, 1.5),)


@asynccontextmanager
async def embedded_valkey(
    data_dir: Path,
    *,
    appendfsync: Literal["always", "everysec"] = "always",
    maxmemory_mb: int = 0,
    condition: Condition | None = None,
) -> AsyncIterator[str]:
    """Run a Valkey on `data_dir` while inside; yields its URL for redis-py. Raises EmbeddedError.

    At `maxmemory_mb` MiB it refuses writes; 0 sets no limit. `condition` is kept up to date.
    """
    paths = store_paths(data_dir, "valkey")
    pid_file = paths.data / "valkey.pid"
    socket = paths.sockets / "valkey.sock"
    url = f"unix://{quote(str(socket))}"
    with owned(paths, url), private_dir(paths.sockets):
        program = Program(
            name="valkey",
            command=(
                *(str(await asyncio.to_thread(find_valkey)), "--dir", str(paths.data)),
                *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
                *("--appendonly", "yes", "--appendfsync", appendfsync),
                *("--maxmemory", f"{maxmemory_mb}mb"),
                *("--aof-load-truncated", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
                *("--daemonize", "no", "--pidfile", str(pid_file), "--set-proc-title", "no"),
            ),
            log_file=paths.log_file,
            is_ready=lambda: _answers_ping(socket),
            stop_steps=_STOP_STEPS,
            orphan_signal=signal.SIGTERM,
        )
        make_data_dir(paths)
        await end_leftover("valkey", pid_file, paths.data, signal.SIGTERM)
        async with supervised(program, condition):
            yield url


async def _answers_ping(socket: Path) -> bool:
    """Return whether the server accepts commands; it answers `-LOADING` while it loads its data."""
    try:
        async with asyncio.timeout(_PING_TIMEOUT_S):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            try:
                writer.write(b"PING\r\n")
                return await reader.readline() == b"+PONG\r\n"
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, TimeoutError):
        return False
