"""Sessions: what a returning client needs, kept in Redis for the node that it comes back to (0042).

For each socket Redis keeps the items that it watches and, for each item, an event number up to which
the client has certainly received everything. A socket that is still open has answered a ping within
`proof_s`, so all that was written to it before that ping has arrived. No message has to carry an offset.
A client may be sent an event twice, but never too few.

Concurrency: one task writes changed sessions, many in one call; another advances what is proven.
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from redis import RedisError
from redis.asyncio import Redis

from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId
from server.outage import Outage
from server.tasks import repeating

WRITE_EVERY_S = 0.005
WRITE_RETRY_S = 0.5
PROOF_CHECK_INTERVAL_S = 1.0
SESSIONS_PER_CALL = 500
OWNER_BYTES = 8
PID_CHARS = range(16, 65)

Known = dict[ItemId, int]
"""For each watched item, the event number up to which the client has received everything."""

_OWNER = b":owner"
"""The field of a session's hash beside those of its items."""
_decode = msgspec.msgpack.Decoder(dict[str, int]).decode


@dataclass(slots=True)
class _Session:
    """One socket's state: what has certainly arrived, and what has been written since.

    `changed` holds the items that Redis has not been told of yet; None if it has to be told of all.
    """

    pid: str
    proven: Known
    written: Known
    changed: set[ItemId] | None = None
    owner: bytes = field(default_factory=partial(secrets.token_bytes, OWNER_BYTES))
    claimed: bool = False
    closed: bool = False


class Sessions:
    """The sessions of this node's sockets."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        sent_seq: Callable[[ItemId], int | None],
        *,
        window_ms: int,
        proof_s: float,
    ) -> None:
        """`sent_seq` returns the event number up to which an item's room here has been sent everything.

        With `window_ms` 0 nothing is kept.
        """
        self._redis = redis
        self._keys = keys
        self._script = redis.register_script(Path(__file__).with_name("sessions.lua").read_text())
        self._sent_seq = sent_seq
        self._window_ms = window_ms
        self._proof_s = proof_s
        self._sessions: dict[str, _Session] = {}
        self._due: deque[tuple[float, str, _Session]] = deque()
        self._unwritten: dict[bytes, _Session] = {}
        self._any_unwritten = asyncio.Event()
        self._next_write = asyncio.Event()
        self._outage = Outage("sessions_unwritten", "sessions_written_again")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write sessions while inside, and at the end what is not written yet."""
        async with (
            repeating(self._write_next, name="sessions"),
            repeating(self._prove_next, name="sessions-proof"),
        ):
            yield
        await self._write()

    async def find(self, pid: object) -> Known | None:
        """Return what the client with this `pid` has received; None if its session is gone."""
        if not isinstance(pid, str) or len(pid) not in PID_CHARS or not self._window_ms:
            return None
        try:
            found: dict[Any, Any] = await self._redis.hgetall(self._keys.session_items(pid))
            if found:
                return {ItemId(k.decode()): int(v) for k, v in found.items() if k != _OWNER}
            earlier: Any = await self._redis.get(self._keys.session(pid))
        except RedisError:
            return None
        if earlier is None:
            return None
        return {ItemId(item_id): seq for item_id, seq in _decode(earlier[OWNER_BYTES:]).items()}

    def begin(self, sid: str, pid: str, known: Known) -> None:
        """Begin a socket's session, a new one or a recovered one."""
        session = _Session(pid, dict(known), dict(known))
        self._sessions[sid] = session
        self._due.append((time.monotonic() + self._proof_s, sid, session))
        if known:
            self._change(session, ())

    def pid(self, sid: str) -> str | None:
        """Return the public name of a socket's session; None if sessions are not kept."""
        session = self._sessions.get(sid)
        return session.pid if session and self._window_ms else None

    async def watched(self, sid: str, item_id: ItemId, seq: int) -> None:
        """Note that a socket watches an item and is sent its state at `seq`; return when Redis has it.

        The client is answered only then: a session without the room would be recovered without it.
        """
        session = self._sessions.get(sid)
        if session is None or item_id in session.proven:
            return
        session.proven[item_id] = session.written[item_id] = seq
        self._change(session, (item_id,))
        if self._window_ms:
            await self._next_write.wait()

    def unwatched(self, sid: str, item_id: ItemId) -> None:
        """Note that a socket has left an item's room."""
        session = self._sessions.get(sid)
        if session is not None and item_id in session.proven:
            del session.proven[item_id], session.written[item_id]
            self._change(session, (item_id,))

    def end(self, sid: str, *, wanted: bool) -> None:
        """Close a socket's session; it can be recovered unless the client `wanted` to leave."""
        session = self._sessions.pop(sid, None)
        if session is None:
            return
        session.closed = True
        if wanted:
            session.changed = None
            session.proven.clear()
        self._change(session, ())

    def _change(self, session: _Session, item_ids: Iterable[ItemId]) -> None:
        """Have items of a session written, and its time to live."""
        if self._window_ms:
            if session.changed is not None:
                session.changed.update(item_ids)
            self._unwritten[session.owner] = session
            self._any_unwritten.set()

    async def _write_next(self) -> None:
        await self._any_unwritten.wait()
        self._any_unwritten.clear()
        await self._write()
        if self._unwritten:
            self._any_unwritten.set()
        await asyncio.sleep(WRITE_RETRY_S if self._outage.under_way else WRITE_EVERY_S)

    async def _write(self) -> None:
        """Write all changed sessions; those that cannot be written now are written later."""
        sessions, self._unwritten = list(self._unwritten.values()), {}
        written, self._next_write = self._next_write, asyncio.Event()
        try:
            for start in range(0, len(sessions), SESSIONS_PER_CALL):
                await self._put(sessions[start : start + SESSIONS_PER_CALL])
            self._outage.succeeded()
        except RedisError as error:
            self._outage.failed(error=repr(error))
            self._unwritten = {each.owner: each for each in sessions} | self._unwritten
        finally:
            written.set()

    async def _put(self, sessions: list[_Session]) -> None:
        """Write the changes of sessions, those of a shard in one call; one without items is deleted."""
        shards: dict[int, list[_Session]] = {}
        for session in sessions:
            shards.setdefault(self._keys.session_shard(session.pid), []).append(session)
        for ours in shards.values():
            keys: list[str] = []
            args: list[str | int | bytes] = []
            for session in ours:
                keys += (self._keys.session_items(session.pid), self._keys.session(session.pid))
                args += self._arguments(session)
                # What changes during the call is written by the next one.
                session.changed = set()
            try:
                replies = await self._script(keys=keys, args=args)
            except BaseException:
                for session in ours:
                    session.changed = None
                raise
            for session, reply in zip(ours, replies, strict=True):
                session.claimed = True
                if not reply:
                    # Redis has lost the session, so that its changes alone do not make it whole.
                    session.changed = None
                    self._change(session, ())

    def _arguments(self, session: _Session) -> list[str | int | bytes]:
        """Return the script's arguments for a session."""
        whole = session.changed is None
        item_ids = session.proven if session.changed is None else session.changed
        items: list[str | int | bytes] = []
        for item_id in item_ids:
            items += (item_id, session.proven.get(item_id, ""))
        claims = int(not session.claimed)
        head = (self._ttl_ms(session), session.owner, int(whole), claims, len(items) // 2)
        return [*head, *items]

    def _ttl_ms(self, session: _Session) -> int:
        """Return how long a session is kept in Redis.

        An open socket's session is rewritten once in `proof_s`, and its node may die just before that.
        """
        return self._window_ms + (0 if session.closed else int(self._proof_s * 2_000))

    async def _prove_next(self) -> None:
        """Count what was written to a socket `proof_s` ago as arrived, if the socket is still open."""
        await asyncio.sleep(PROOF_CHECK_INTERVAL_S)
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, sid, session = self._due.popleft()
            if session.closed:
                continue
            self._due.append((now + self._proof_s, sid, session))
            session.proven, before = session.written, session.proven
            session.written = {
                i: max(self._sent_seq(i) or 0, seq) for i, seq in session.proven.items()
            }
            if before or session.proven:
                moved = session.proven.items() - before.items()
                self._change(session, [item_id for item_id, _ in moved])
