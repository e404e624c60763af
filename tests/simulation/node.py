"""A node: the product's own core, on a process that can be stopped and killed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Literal
from unittest.mock import patch

from server.bidding.archive import Commit
from server.domain.types import ItemId, Position
from server.edge.origins import Origins
from server.embedded import Condition
from server.identity.handles import HandleCodes
from server.identity.tokens import SharedSecret, Tokens
from server.node.core import Core, running_core
from server.node.socket_face import running_socket_face
from server.node.stores.connect import Stores
from server.settings import Settings
from server.sockets.transport.engine import Engine
from tests.simulation.loop import Power, Process, SimulationLoop
from tests.simulation.postgres import Database, SimulatedPool
from tests.simulation.redis_model.client import SimulatedRedis
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.sockets.tcp import TcpConnection
from tests.simulation.wire import NETWORK, Answer

CODES = HandleCodes(b"k" * 32)
TOKENS = Tokens(SharedSecret("simulated" * 4), codes=CODES)
REDIS_TIMEOUT_S = 1.0
BLOCK_S = 1.0
DRAIN_S = 0.5
Durability = Literal["always", "replicated"]
DRIFT_MAX = 0.0005
"""The largest error of a node's monotonic clock, as a share."""


Request = Callable[[Core], Awaitable[Any]]
"""What a client asks of a node."""


class SimulatedNode:
    """A node with its connections; each start is a process of its own."""

    def __init__(
        self,
        name: str,
        server: RedisServer,
        database: Database,
        random: Random,
        *,
        durability: Durability,
    ) -> None:
        self.name = name
        self.core: Core | None = None
        """The core while the node takes requests."""
        self.lines: list[TcpConnection] = []
        """The connections of sockets to the present process."""
        self.starts = 0
        self.server = server
        """The primary that the node is led to."""
        self._durability, self._database, self._random = durability, database, random
        self._engine: Engine | None = None
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self.buried_commits: list[Commit] = []
        """The commits of killed processes that these had not archived."""
        self._buried: list[Any] = []
        """What belongs to killed processes. It is kept, because nothing of it may be cleaned up."""
        self._connect()

    def _connect(self) -> None:
        self.process = Process(f"{self.name}.{self.starts}")
        self.process.clock_rate = self._random.uniform(1 - DRIFT_MAX, 1 + DRIFT_MAX)
        self.redis = SimulatedRedis(self.server, self._random, timeout_s=REDIS_TIMEOUT_S)
        timeout_s = BLOCK_S + REDIS_TIMEOUT_S
        self.journal = SimulatedRedis(self.server, self._random, timeout_s=timeout_s)
        self.pool = SimulatedPool(self._database, self._random)
        self.lines = []
        self.heard: dict[tuple[ItemId, int], int] = {}
        """The last event that the process has heard of, by item and epoch, in epochs that have ended."""
        self._commits: Iterable[Commit] = ()

    def use(self, server: RedisServer) -> None:
        """Reset the connections to Redis, and open the next ones to this server."""
        self.server = server
        for client in (self.redis, self.journal):
            client.server = server
            client.wire.cut()
            client.wire.weather.refused = False

    def start(self) -> None:
        """Start a process."""
        self.starts += 1
        self._connect()
        self._ending = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(self._run(), context=self.process.context())

    def leave(self) -> None:
        """Begin to end the process in order, as SIGTERM does."""
        self._ending.set()

    def come_back(self) -> None:
        """Start a process as soon as the one that is leaving has ended."""
        task = self._task
        assert task is not None, "the node was started"

        def start(_: asyncio.Task[None]) -> None:
            if self._task is task:
                self.start()

        if self._ending.is_set() and self.process.power is not Power.KILLED:
            task.add_done_callback(start, context=NETWORK)

    async def stop(self) -> None:
        """End the process in order, and wait for it."""
        self.leave()
        if self._task is not None:
            await self._task

    def kill(self) -> None:
        """End the process in the middle of whatever it does; its connections are reset."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SimulationLoop)
        loop.kill_process(self.process)
        self.core = self._engine = None
        self.buried_commits += self._commits
        self._buried.append((self._task, self.redis, self.journal, self.pool))
        for wire in (self.redis.wire, self.journal.wire):
            wire.cut()
        self.pool.cut()
        self.cut_sockets()

    def cut_sockets(self) -> None:
        """Reset the connections of all sockets."""
        for line in self.lines:
            line.reset()

    def accept(
        self, random: Random, receive: Callable[[bytes], None], lost: Callable[[], None]
    ) -> TcpConnection:
        """Open a websocket; raises OSError if no process listens. A stopped one answers later."""
        if self._engine is None or not self._engine.admits:
            raise ConnectionRefusedError(f"{self.name} does not listen")
        engine, context = self._engine, self.process.context()
        line = TcpConnection(context, random, receive, lost)
        self.lines = [each for each in self.lines if not each.is_lost]
        self.lines.append(line)
        loop = asyncio.get_running_loop()
        loop.call_soon(engine.open_directly, line.transport, self.name, "", b"", context=context)
        return line

    def serve(self, request: Request, answer: Answer) -> None:
        """Answer a client's request, if a process is there to take it."""
        core = self.core
        if core is None:
            return

        async def serve() -> None:
            answer(await request(core))

        loop = asyncio.get_running_loop()
        task = loop.create_task(serve(), context=self.process.context())
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _run(self) -> None:
        settings = Settings(
            node=self.name,
            redis_url="redis://simulated",
            database_url="postgresql://simulated",
            durability=self._durability,
            redis_timeout_ms=int(REDIS_TIMEOUT_S * 1000),
        )
        pool: Any = self.pool
        stores = Stores(
            redis_url="redis://simulated",
            database_url="postgresql://simulated",
            redis=self.redis,
            journal=self.journal,
            database=pool,
            handle_key=b"k" * 32,
            redis_condition=Condition(),
            database_condition=Condition(),
        )
        try:
            async with (
                running_core(settings, stores) as core,
                self._following(core),
                running_socket_face(settings, stores, core, TOKENS, Origins()) as face,
                face.serving(),
            ):
                self.core, self._engine = core, face.news.sockets.eio
                await self._ending.wait()
                await face.draining.send_all_away(DRAIN_S)
                self.core = self._engine = None
        finally:
            self.core = self._engine = None

    @asynccontextmanager
    async def _following(self, core: Core) -> AsyncIterator[None]:
        """Follow what the process knows of events that are not archived."""
        note = core.heard_events.superseded

        def superseded(item_id: ItemId, heard: Position) -> None:
            key = item_id, heard.epoch
            self.heard[key] = max(heard.seq, self.heard.get(key, 0))
            note(item_id, heard)

        self._commits = core.commits
        with patch.object(core.heard_events, "superseded", superseded):
            yield
