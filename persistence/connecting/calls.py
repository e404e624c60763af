"""The calls to PostgreSQL that are under way, and the end of those that it has no answer to any more.

A firewall that forgets a connection, or a failover to another machine, leaves a call without an answer and
without an error. The session of such a call waits for its client; that of a slow call is at work.

PostgreSQL does not notice either that a client has gone, while it works or waits, or if no packet tells it.
The sessions of calls that were given up would keep their locks; they are ended over another connection.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from asyncpg.pool import PoolConnectionProxy

from persistence.connecting.connections import STOPPED_WAITING
from persistence.queries import SQL

SLOW_S = 0.5
"""The calls that take longer are looked at."""
UNHEARD_S = 1.0
"""How long a session may wait for its client in the middle of a call, while the client asks Redis."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Call:
    """A caller's use of a connection since `began`, in the seconds of `time.monotonic`."""

    connection: PoolConnectionProxy
    pid: int
    """The number of the session."""
    began: float = field(default_factory=time.monotonic)

    @property
    def age_s(self) -> float:
        """The seconds since the call began."""
        return time.monotonic() - self.began


class Calls:
    """The calls under way. `noticed` is called once for each that takes longer than SLOW_S."""

    def __init__(self, noticed: Callable[[], None]) -> None:
        self._noticed = noticed
        self._under_way: set[Call] = set()
        self._given_up: list[Call] = []
        """Those whose sessions may still be there."""

    @contextmanager
    def under_way(self, connection: PoolConnectionProxy, *, held: bool = False) -> Iterator[None]:
        """Count a call as under way while inside; the session of one that is `held` may wait for long."""
        call = Call(connection, connection.get_server_pid())
        notice = asyncio.get_running_loop().call_later(SLOW_S, self._noticed)
        if not held:
            self._under_way.add(call)
        try:
            yield
        except STOPPED_WAITING:
            self._given_up.append(call)
            raise
        finally:
            self._under_way.discard(call)
            notice.cancel()

    def slow(self) -> list[Call]:
        """Return the calls that are under way for longer than SLOW_S."""
        return [call for call in self._under_way if call.age_s >= SLOW_S]

    async def end_unheard(self, asking: PoolConnectionProxy) -> bool:
        """Close the connections of the calls that PostgreSQL does not work on; return whether any were.

        Their sessions are ended, and those of calls that were given up. Raises `asyncpg.PostgresError`
        or one of UNAVAILABLE if PostgreSQL does not answer `asking`.
        """
        asking_pid = asking.get_server_pid()
        slow = {call.pid: call for call in self.slow()}
        rows = await asking.fetch(SQL["waiting_sessions"], list(slow), asking_pid)
        unheard = [
            call
            for row in rows
            if (call := slow[row["pid"]]) in self._under_way
            and row["waits_s"] > min(call.age_s, UNHEARD_S)
        ]
        for call in unheard:
            log.warning("archive_call_unheard", age_s=round(call.age_s, 1))
            call.connection.terminate()
        self._given_up += unheard
        if given_up := self._given_up[:]:
            pids, ages_s = zip(*((call.pid, call.age_s) for call in given_up), strict=True)
            await asking.execute(SQL["end_sessions"], pids, ages_s, asking_pid)
            self._given_up = [call for call in self._given_up if call not in given_up]
        return bool(unheard)
