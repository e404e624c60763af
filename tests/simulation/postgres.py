"""A PostgreSQL for the simulation: a real one runs the SQL, and the connections to it are simulated.

The simulated time stands still while the real server works. Transactions run one after another, because
a statement that waits for another transaction's lock would stop the simulation. Their isolation is
PostgreSQL's own, and not what is tried here. What may fail between any two statements is: the connection,
the node, or the server.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from random import Random
from typing import Any

import asyncpg

from persistence.queries import SQL
from tests.simulation.clocks import EPOCH_S
from tests.simulation.real_connection import RealConnection
from tests.simulation.wire import NETWORK, Answer, Wire

STATEMENT_TIMEOUT_S = 10.0
"""The command timeout of a node's connections."""
IDLE_IN_TRANSACTION_S = 3.0
DELAY_S = 0.0005
CLOCK_S = 0.1
"""How far `now()` may be behind the virtual time; setting it costs a statement."""

ABOUT_SESSIONS = (SQL["waiting_sessions"], SQL["end_sessions"])
"""Statements about the sessions, which the model answers."""
_pids = count(1)

Call = tuple[str, tuple[Any, ...]]
"""A method of a connection with its arguments, or `begin`, `commit` or `rollback`."""


class Database:
    """The server: one transaction at a time, those behind it wait."""

    def __init__(self, real: RealConnection) -> None:
        self._real = real
        self.running = True
        self._frozen = False
        self._owner: SimulatedConnection | None = None
        self._waiting: deque[tuple[SimulatedConnection, Call, Answer]] = deque()
        self._idle: asyncio.TimerHandle | None = None
        self._now_s = -CLOCK_S
        self._answered: dict[int, float] = {}
        """When each session had its latest answer."""

    def serve(self, connection: "SimulatedConnection", call: Call, answer: Answer) -> None:
        """Answer a call when it is its turn; a question about sessions waits for no transaction."""
        if not self.running:
            return
        method, args = call
        if method in {"fetch", "execute"} and args[0] in ABOUT_SESSIONS and not self._frozen:
            pids = args[1]
            if method == "execute":
                self._end_sessions(pids)
            answer(self._waiting_sessions(pids))
            return
        self._waiting.append((connection, call, answer))
        self._serve_waiting()

    def _waiting_sessions(self, pids: Sequence[int]) -> list[dict[str, float]]:
        now_s = asyncio.get_running_loop().time()
        at_work = {connection.pid for connection, _, _ in self._waiting}
        return [
            {"pid": pid, "waits_s": now_s - self._answered.get(pid, 0)}
            for pid in pids
            if pid not in at_work
        ]

    def _end_sessions(self, pids: Sequence[int]) -> None:
        self._waiting = deque(each for each in self._waiting if each[0].pid not in pids)
        if self._owner is not None and self._owner.pid in pids:
            self._end("ROLLBACK")
            self._serve_waiting()

    def disconnect(self, connection: "SimulatedConnection") -> None:
        """Roll back what a lost connection has begun."""
        self._answered.pop(connection.pid, None)
        if self._owner is connection:
            self._end("ROLLBACK")
        self._serve_waiting()

    def freeze(self) -> None:
        """Answer nobody from now on."""
        self._frozen = True

    def thaw(self) -> None:
        """Go on with what waits."""
        self._frozen = False
        self._serve_waiting()

    def crash(self) -> None:
        """End: what is not committed is lost."""
        self.running = False
        self._waiting.clear()
        if self._owner is not None:
            self._end("ROLLBACK")

    def restart(self) -> None:
        """Start again."""
        self.running, self._frozen = True, False

    def _serve_waiting(self) -> None:
        while self.running and not self._frozen:
            found = next((each for each in self._waiting if self._owner in {None, each[0]}), None)
            if found is None:
                return
            self._waiting.remove(found)
            connection, call, answer = found
            if not connection.is_closed:
                answer(self._reply(connection, call))
                self._answered[connection.pid] = asyncio.get_running_loop().time()

    def _reply(self, connection: "SimulatedConnection", call: Call) -> Any:
        method, args = call
        self._reset_idle()
        try:
            match method:
                case "begin":
                    self._owner = connection
                    self._real.call("execute", f"{self._set_now()}BEGIN")
                    self._reset_idle()
                case "commit" | "rollback":
                    self._end(method)
                case "copy_to_table":
                    table, options = args
                    return self._real.call(method, table, **options)
                case _:
                    if self._owner is None and (late := self._set_now()):
                        self._real.call("execute", late)
                    return self._real.call(method, *args)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            return error
        return None

    def _set_now(self) -> str:
        """Return the statement that sets what `now()` returns, if it is too late."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._now_s < CLOCK_S:
            return ""
        self._now_s = now_s
        return f"SET simulated.now = {EPOCH_S + now_s:.3f};"

    def _end(self, statement: str) -> None:
        self._owner = None
        self._reset_idle()
        self._real.call("execute", statement)

    def _reset_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        owner = self._owner
        if owner is not None:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(IDLE_IN_TRANSACTION_S, owner.hang_up, context=NETWORK)


class SimulatedConnection:
    """A connection of a node's pool, with the methods of asyncpg's that the product uses."""

    def __init__(self, database: Database, random: Random, forget: Callable[[Any], None]) -> None:
        self._database = database
        self._forget = forget
        self.pid = next(_pids)
        self.expired = False
        self.is_closed = False
        self.wire: Wire[Call] = Wire(
            lambda call, answer: database.serve(self, call, answer),
            random,
            timeout_s=STATEMENT_TIMEOUT_S,
            cut=asyncpg.ConnectionDoesNotExistError,
            timed_out=TimeoutError,
        )

    async def fetch(self, *args: Any) -> Any:
        return await self.call("fetch", *args)

    async def fetchval(self, *args: Any) -> Any:
        return await self.call("fetchval", *args)

    async def fetchrow(self, *args: Any) -> Any:
        return await self.call("fetchrow", *args)

    async def execute(self, *args: Any) -> Any:
        return await self.call("execute", *args)

    async def copy_to_table(self, table: str, **options: Any) -> Any:
        return await self.call("copy_to_table", table, options)

    async def call(self, method: str, *args: Any) -> Any:
        """Call the server; raises what asyncpg raises."""
        if self.is_closed:
            raise asyncpg.InterfaceError("connection is closed")
        return await self.wire.call((method, args))

    def get_server_pid(self) -> int:
        return self.pid

    def transaction(self) -> "SimulatedTransaction":
        """Return a transaction that is not begun."""
        return SimulatedTransaction(self)

    def terminate(self) -> None:
        """Close the connection at once; the server notices a little later."""
        if not self.is_closed:
            self.hang_up()

    def hang_up(self) -> None:
        """Lose the connection."""
        self.is_closed = True
        self._forget(self)
        self.wire.cut()
        loop = asyncio.get_running_loop()
        loop.call_later(DELAY_S, self._database.disconnect, self, context=NETWORK)


class SimulatedTransaction:
    """A transaction of a connection."""

    def __init__(self, connection: SimulatedConnection) -> None:
        self._connection = connection

    async def start(self) -> None:
        await self._connection.call("begin")

    async def commit(self) -> None:
        await self._connection.call("commit")

    async def rollback(self) -> None:
        if not self._connection.is_closed:
            await self._connection.call("rollback")


class SimulatedPool:
    """A node's pool of connections; `weather` is that of all of them."""

    def __init__(self, database: Database, random: Random) -> None:
        self._database = database
        self._random = random
        self._free: list[SimulatedConnection] = []
        self.open: dict[SimulatedConnection, None] = {}
        self.refused = self.replies_lost = self.requests_lost = False

    async def acquire(self, *, timeout: float | None = None) -> SimulatedConnection:  # noqa: ASYNC109 - asyncpg's
        """Borrow a connection; raises OSError if the server can't be reached."""
        if self.refused:
            await asyncio.sleep(DELAY_S)
            raise ConnectionRefusedError("PostgreSQL does not listen")
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed:
                return connection
        connection = SimulatedConnection(self._database, self._random, self._closed)
        self.open[connection] = None
        self.apply_weather()
        return connection

    async def release(self, connection: SimulatedConnection) -> None:
        """Give a connection back."""
        if connection.expired and not connection.is_closed:
            connection.hang_up()
        elif not connection.is_closed:
            self._free.append(connection)

    async def expire_connections(self) -> None:
        """Have no connection used again."""
        for each in self.open:
            each.expired = True
        free, self._free = self._free, []
        for each in free:
            each.terminate()

    def apply_weather(self) -> None:
        """Let every connection suffer what the pool does."""
        for each in self.open:
            weather = each.wire.weather
            weather.delay_s, weather.refused = DELAY_S, self.refused
            weather.requests_lost, weather.replies_lost = self.requests_lost, self.replies_lost

    def cut(self) -> None:
        """Reset all connections."""
        for each in [*self.open]:
            each.hang_up()

    def _closed(self, connection: SimulatedConnection) -> None:
        self.open.pop(connection, None)
