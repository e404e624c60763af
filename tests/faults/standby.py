"""A PostgreSQL with a synchronous standby, which can be promoted, and gets a standby of its own then."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg

from persistence.connecting.connections import UNAVAILABLE
from persistence.migrate import migrate
from server.embedded.account import Account, hand_over, unprivileged
from server.embedded.binaries import find_postgres
from tests.nodes import free_port
from tests.timeouts import WAIT_MAX_S, time_limit

USER = "auction"


@dataclass(frozen=True, slots=True)
class Server:
    """A server of PostgreSQL, on a port of loopback."""

    port: int
    process: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        """The address of the sales' database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres?sslmode=disable"

    async def execute(self, *statements: str) -> None:
        """Execute statements, each in a transaction of its own."""
        connection = await asyncpg.connect(self.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def end(self, number: signal.Signals) -> None:
        """End the server by a signal, with all of its processes."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        await self.process.wait()


@dataclass
class Archives:
    """A primary and its synchronous standby."""

    primary: Server
    standby: Server
    _account: Account
    _postgres: Path
    _homes: Iterator[Path]
    _stack: AsyncExitStack

    async def fail_over(self) -> None:
        """End the primary at once, and promote the standby."""
        await self.primary.end(signal.SIGQUIT)
        # It has no standby itself for which its commits could wait.
        await self.standby.execute(
            "SELECT pg_promote()",
            "ALTER SYSTEM SET synchronous_standby_names = ''",
            "SELECT pg_reload_conf()",
        )
        self.primary = self.standby

    async def follow(self) -> None:
        """Start a new standby of the primary, for which commits wait from then on."""
        home, options = next(self._homes), ("-R", "-X", "stream", "-c", "fast")
        where = ("-h", "127.0.0.1", "-p", self.primary.port, "-U", USER)
        copy = self._postgres.with_name("pg_basebackup")
        await _run(self._account, copy, "-D", home, *options, *where)
        started = _server(self._account, self._postgres, home)
        self.standby = await self._stack.enter_async_context(started)
        await self.primary.execute(
            "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"
        )


@asynccontextmanager
async def running_archives(folder: Path) -> AsyncIterator[Archives]:
    """Run a migrated PostgreSQL and its standby, whose files are in a folder."""
    postgres = find_postgres().postgres
    account = await unprivileged(postgres, folder)
    homes = _homes(folder, account)
    async with AsyncExitStack() as stack:
        home = next(homes)
        await _run(account, postgres.with_name("initdb"), *("-D", home, "-U", USER))
        primary = await stack.enter_async_context(_server(account, postgres, home))
        connection = await asyncpg.connect(primary.url)
        await migrate(connection)
        await connection.close()
        archives = Archives(primary, primary, account, postgres, homes, stack)
        await archives.follow()
        yield archives


def _homes(folder: Path, account: Account) -> Iterator[Path]:
    """Yield an empty folder after the other, each of the account that runs the servers."""
    for number in count():
        home = folder / f"archive-{number}"
        home.mkdir(mode=0o700)
        hand_over(home, account)
        yield home


@asynccontextmanager
async def _server(account: Account, postgres: Path, home: Path) -> AsyncIterator[Server]:
    port = free_port()
    options = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
    process = await _started(account, postgres, "-D", home, "-p", port, *options)
    running = Server(port, process)
    try:
        async with time_limit(WAIT_MAX_S):
            while True:
                try:
                    await running.execute("SELECT 1")
                    break
                except (asyncpg.PostgresError, *UNAVAILABLE):
                    await asyncio.sleep(0.05)
        yield running
    finally:
        await running.end(signal.SIGQUIT)


async def _run(account: Account, *command: object) -> None:
    process = await _started(account, *command)
    try:
        assert await process.wait() == 0, f"{command[0]} has failed"
    finally:
        if process.returncode is None:
            process.kill()


async def _started(account: Account, *command: object) -> asyncio.subprocess.Process:
    words = [*account.prefix, *map(str, command)]
    return await asyncio.create_subprocess_exec(
        *words,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        user=account.uid,
    )
