"""The embedded PostgreSQL, which holds the archive."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from server.embedded.account import Account, unprivileged
from server.embedded.binaries import PostgresBinaries, find_postgres
from server.embedded.cluster import SUPERUSER, ensure_cluster
from server.embedded.leftover import end_leftover, read_pid
from server.embedded.paths import StorePaths, owned, private_dir, store_paths
from server.embedded.process import Condition, Program, supervised

_DATABASE = "auction"
_PORT = 5432  # names the socket; no TCP port is opened
_CONNECT_TIMEOUT_S = 1.0
# Fast shutdown, then immediate shutdown (the next start replays the log), then SIGKILL.
_STOP_STEPS = ((signal.SIGINT, 2.0), (signal.SIGQUIT, 1.0))

_CONFIGURATION = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    # One server, no replicas: the write-ahead log is for crash recovery only.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


@asynccontextmanager
async def embedded_postgres(
    data_dir: Path, *, condition: Condition | None = None
) -> AsyncIterator[str]:
    """Run a PostgreSQL on `data_dir` while inside; yields an asyncpg DSN. Raises EmbeddedError.

    It has a database `auction`, owned by its only user, `auction`. `condition` is kept up to date.
    """
    paths = store_paths(data_dir, "postgres")
    dsn = _dsn(paths.sockets, _DATABASE)
    with owned(paths, dsn):
        binaries = await asyncio.to_thread(find_postgres)
        account = await unprivileged(binaries.postgres, paths.data, paths.sockets)
        pid_file = paths.data / "postmaster.pid"
        await end_leftover("postgres", pid_file, paths.data, signal.SIGQUIT)
        await ensure_cluster(paths, binaries, account)
        program = _program(paths, binaries, account, stale_pid=read_pid(pid_file))
        with private_dir(paths.sockets, uid=account.uid):
            async with supervised(program, condition):
                await _ensure_database(paths.sockets)
                yield dsn


def _dsn(sockets: Path, database: str) -> str:
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(sockets), safe='')}&port={_PORT}"


def _program(
    paths: StorePaths, binaries: PostgresBinaries, account: Account, *, stale_pid: int | None
) -> Program:
    settings = {"unix_socket_directories": _quoted(paths.sockets), **_CONFIGURATION}
    flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        command=(str(binaries.postgres), "-D", str(paths.data), *flags),
        log_file=paths.log_file,
        is_ready=lambda: _accepts_connections(paths.sockets),
        stop_steps=_STOP_STEPS,
        orphan_signal=signal.SIGQUIT,
        account=account,
        # The pid in the pid file of a dead server may belong to another process by now, for example
        # after a reboot, and PostgreSQL would then refuse to start. `end_leftover` has checked that
        # it isn't a server; pg_ctl uses the same variable to exempt a process.
        environment={"PG_GRANDPARENT_PID": str(stale_pid)} if stale_pid else {},
    )


def _quoted(path: Path) -> str:
    """Write a path as one entry of a configuration value that is a list."""
    return '"' + str(path).replace('"', '""') + '"'


async def _ensure_database(sockets: Path) -> None:
    connection = await asyncpg.connect(_dsn(sockets, "postgres"))
    try:
        found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _DATABASE)
        if not found:
            await connection.execute(f'CREATE DATABASE "{_DATABASE}"')
    finally:
        await connection.close()


async def _accepts_connections(sockets: Path) -> bool:
    try:
        connection = await asyncpg.connect(_dsn(sockets, "postgres"), timeout=_CONNECT_TIMEOUT_S)
        await connection.close(timeout=_CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True
