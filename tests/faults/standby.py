"""A PostgreSQL with a synchronous standby; the address by which nodes reach the primary can move."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from persistence.migrate import migrate
from server.embedded.account import Account, hand_over, unprivileged
from server.embedded.binaries import find_postgres
from tests.faults.scene import OneRedis, one_redis
from tests.nodes import free_port
from tests.timeouts import WAIT_MAX_S

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
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    async def end(self, number: signal.Signals) -> None:
        """End the server by a signal, with all of its processes."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        await self.process.wait()


@dataclass(kw_only=True)
class WithStandby(OneRedis):
    """A scene whose archive has a standby."""

    primary: Server
    standby: Server

    async def fail_over(self) -> None:
        """End the primary at once, promote the standby, and lead the nodes to it."""
        await self.primary.end(signal.SIGQUIT)
        # It has no standby itself for which its commits could wait.
        await self.standby.execute(
            "SELECT pg_promote()",
            "ALTER SYSTEM SET synchronous_standby_names = ''",
            "SELECT pg_reload_conf()",
        )
        self.database = self.standby.url
        for node in self.nodes:
            node.to_archive.store = self.standby.url
            node.to_archive.reset()


@asynccontextmanager
async def with_standby(database: str, folder: Path, *, seed: int = 1) -> AsyncIterator[WithStandby]:
    """Run a scene with a PostgreSQL of its own and its standby; `database` is not used."""
    postgres = find_postgres().postgres
    account = await unprivileged(postgres, folder)
    homes = [folder / "archive-a", folder / "archive-b"]
    for home in homes:
        home.mkdir(mode=0o700)
        hand_over(home, account)
    async with AsyncExitStack() as stack:
        await _run(account, postgres.with_name("initdb"), *("-D", homes[0], "-U", USER))
        primary = await stack.enter_async_context(_server(account, postgres, homes[0]))
        connection = await asyncpg.connect(primary.url)
        await migrate(connection)
        await connection.close()
        await _run(
            *(account, postgres.with_name("pg_basebackup"), "-D", homes[1], "-R", "-X", "stream"),
            *("-c", "fast", "-h", "127.0.0.1", "-p", primary.port, "-U", USER),
        )
        standby = await stack.enter_async_context(_server(account, postgres, homes[1]))
        await primary.execute(
            "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"
        )
        scene = await stack.enter_async_context(one_redis(primary.url, folder, seed=seed))
        yield WithStandby(**vars(scene), primary=primary, standby=standby)


@asynccontextmanager
async def _server(account: Account, postgres: Path, home: Path) -> AsyncIterator[Server]:
    port = free_port()
    options = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")
    process = await _started(account, postgres, "-D", home, "-p", port, *options)
    running = Server(port, process)
    try:
        async with asyncio.timeout(WAIT_MAX_S):
            while True:
                try:
                    await running.execute("SELECT 1")
                    break
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.05)
        yield running
    finally:
        await running.end(signal.SIGQUIT)


async def _run(account: Account, *command: object) -> None:
    process = await _started(account, *command)
    assert await process.wait() == 0, f"{command[0]} has failed"


async def _started(account: Account, *command: object) -> asyncio.subprocess.Process:
    words = [*account.prefix, *map(str, command)]
    return await asyncio.create_subprocess_exec(
        *words,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        user=account.uid,
    )
