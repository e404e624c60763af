"""Sessions: the state of each socket, kept in Redis so that any node can recover its client (0042).

For each socket Redis keeps the items that it watches and, for each item, the position of an event up to
which the client has certainly received all messages. A socket that is still open has answered a ping
within `proof_s`, so every message that was written before that ping has arrived. No message has to carry
an offset. A client may receive an event twice, but misses none.

Concurrency: one task writes changed sessions, many in one call. Another advances the proven event numbers.
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
from server.domain.types import UNKNOWN_EPOCH, ItemId, Position
from server.outage import Outage
from server.tasks import repeating

WRITE_EVERY_S = 0.005
WRITE_RETRY_S = 0.5
PROOF_CHECK_INTERVAL_S = 1.0
SESSIONS_PER_CALL = 500
OWNER_BYTES = 8
PID_CHARS = range(16, 65)

Known = dict[ItemId, Position]
"""For each watched item, the position of an event up to which the client has received all messages."""

_EPOCH_SHIFT = 40
"""0119: a position is stored as one integer, with the epoch above the lowest 40 bits, counted from 1.

Earlier versions stored the event number alone. To them a later one's position is an event to come.
"""
_OWNER = b":owner"
"""The field of a session's hash that names its owner; the other fields are items."""
_decode = msgspec.msgpack.Decoder(dict[str, int]).decode


@dataclass(slots=True)
class _Session:
    """One socket's event numbers: those whose messages have certainly arrived, and the latest written.

    `changed` holds the items whose numbers are not in Redis yet, and None stands for all items.
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
        sent: Callable[[ItemId], Position | None],
        *,
        window_ms: int,
        proof_s: float,
    ) -> None:
        """`sent` returns the position of the last event that an item's room on this node has been sent.

        With `window_ms` 0 no sessions are kept.
        """
        self._redis = redis
        self._keys = keys
        self._script = redis.register_script(Path(__file__).with_name("sessions.lua").read_text())
        self._sent = sent
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
        """Write changed sessions while inside, and the remaining ones at the end."""
        async with (
            repeating(self._write_next, name="sessions"),
            repeating(self._prove_next, name="sessions-proof"),
        ):
            yield
        await self._write()

    async def find(self, pid: object) -> Known | None:
        """Return the items and event numbers of the session `pid`; None if it does not exist any more."""
        if not isinstance(pid, str) or len(pid) not in PID_CHARS or not self._window_ms:
            return None
        try:
            found: dict[Any, Any] = await self._redis.hgetall(self._keys.session_items(pid))
            if found:
                return {
                    ItemId(k.decode()): _position(int(v)) for k, v in found.items() if k != _OWNER
                }
            earlier: Any = await self._redis.get(self._keys.session(pid))
        except RedisError:
            return None
        if earlier is None:
            return None
        return {
            ItemId(item_id): _position(seq)
            for item_id, seq in _decode(earlier[OWNER_BYTES:]).items()
        }

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

    async def watched(self, sid: str, item_id: ItemId, position: Position) -> None:
        """Record that a socket watches an item and was sent its state there; return once Redis has it.

        The client is answered after that, because a recovery by an earlier record would lack the room.
        """
        session = self._sessions.get(sid)
        if session is None or item_id in session.proven:
            return
        session.proven[item_id] = session.written[item_id] = position
        self._change(session, (item_id,))
        if self._window_ms:
            await self._next_write.wait()

    def known(self, sid: str) -> Known:
        """Return the items and sales that a socket watches, with the positions that it certainly knows."""
        session = self._sessions.get(sid)
        return {} if session is None else session.proven

    def unwatched(self, sid: str, item_id: ItemId) -> None:
        """Record that a socket has left an item's room."""
        session = self._sessions.get(sid)
        if session is not None and item_id in session.proven:
            del session.proven[item_id], session.written[item_id]
            self._change(session, (item_id,))

    def end(self, sid: str, *, wanted: bool) -> None:
        """End a socket's session. It can be recovered unless the client `wanted` to disconnect."""
        session = self._sessions.pop(sid, None)
        if session is None:
            return
        session.closed = True
        if wanted:
            session.changed = None
            session.proven.clear()
        self._change(session, ())

    def _change(self, session: _Session, item_ids: Iterable[ItemId]) -> None:
        """Queue items of a session, and its time to live, for the next write."""
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
        """Write all changed sessions, and queue them again if Redis fails."""
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
        """Write the changes of sessions in one call for each shard, and delete sessions without items."""
        shards: dict[int, list[_Session]] = {}
        for session in sessions:
            shards.setdefault(self._keys.session_shard(session.pid), []).append(session)
        for ours in shards.values():
            keys: list[str] = []
            args: list[str | int | bytes] = []
            for session in ours:
                keys += (self._keys.session_items(session.pid), self._keys.session(session.pid))
                args += self._arguments(session)
                # A change during the call is written by the next one.
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
                    # Redis has lost the session, so all of its items have to be written again.
                    session.changed = None
                    self._change(session, ())

    def _arguments(self, session: _Session) -> list[str | int | bytes]:
        """Return the script's arguments for a session."""
        whole = session.changed is None
        item_ids = session.proven if session.changed is None else session.changed
        items: list[str | int | bytes] = []
        for item_id in item_ids:
            position = session.proven.get(item_id)
            items += (item_id, "" if position is None else _stored(position))
        claims = int(not session.claimed)
        head = (self._ttl_ms(session), session.owner, int(whole), claims, len(items) // 2)
        return [*head, *items]

    def _ttl_ms(self, session: _Session) -> int:
        """Return the time after which Redis drops a session, in milliseconds.

        An open socket's session is written again every `proof_s`, and its node may die just before that.
        """
        return self._window_ms + (0 if session.closed else int(self._proof_s * 2_000))

    async def _prove_next(self) -> None:
        """Mark messages that were written `proof_s` ago as received, where the socket is still open."""
        await asyncio.sleep(PROOF_CHECK_INTERVAL_S)
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, sid, session = self._due.popleft()
            if session.closed:
                continue
            self._due.append((now + self._proof_s, sid, session))
            session.proven, before = session.written, session.proven
            session.written = {
                item_id: max(self._sent(item_id) or position, position)
                for item_id, position in session.proven.items()
            }
            if before or session.proven:
                moved = session.proven.items() - before.items()
                self._change(session, [item_id for item_id, _ in moved])


def _stored(position: Position) -> int:
    return (position.epoch + 1 << _EPOCH_SHIFT) + position.seq


def _position(stored: int) -> Position:
    epoch, seq = divmod(stored, 1 << _EPOCH_SHIFT)
    return Position(epoch - 1 if epoch else UNKNOWN_EPOCH, seq)
