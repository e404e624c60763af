"""The pipeline of one socket: packets that are not answered yet, in the order in which they arrived.

Packets are begun one after another and answered in their order of arrival. A packet whose handler
overlaps others, such as a bid, does not wait for the answers before it, so that all bids which a socket
sends at once are settled in one round (0032). Any other packet is handled alone: it begins when
everything before it has been answered, and nothing after it begins before its own answer. Only an
answer that comes `Later` leaves its place in the order.

A pipeline exists only while packets are open. An idle socket has none.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol

import structlog

from server.domain.rejection import Rejection

log = structlog.get_logger(__name__)

OPEN_MAX = 64
"""Overlapping packets that may be open at once. At the limit nothing more is read from the socket."""


Body = Mapping[str, Any] | Rejection
"""The body of an acknowledgement, or the refusal that it is made of."""


class Later(NamedTuple):
    """An answer that is not ready in its turn, and that no later packet waits for (0124)."""

    body: Awaitable[Body]


class PendingAnswer(Protocol):
    """A command that the floor has not answered yet."""

    @property
    def answer(self) -> "asyncio.Future[Any]":
        """The floor's answer to come."""
        ...

    def body(self) -> Body:
        """Return the acknowledgement's body, once `answer` is done."""
        ...


class Reply:
    """A place in the order of answers. `frame` is None while open, and empty if nothing is sent."""

    __slots__ = ("frame",)

    def __init__(self, frame: bytes | None = None) -> None:
        self.frame = frame


class Peer(Protocol):
    """The socket."""

    pipeline: "Pipeline | None"
    closed: bool
    waiting: bool
    """Whether its next packet waits for a turn of its address."""

    @property
    def behind(self) -> bool:
        """Whether the client reads too slowly to be answered more."""
        ...

    def has_to_wait(self, packet: bytes, wait_ms: int) -> bool:
        """Return whether the next packet waits for a turn of its address; note that it does."""
        ...

    def write(self, data: bytes) -> None:
        """Write whole frames."""
        ...

    def cut(self) -> None:
        """Close the connection at once."""
        ...

    def pause_reading(self) -> None:
        """Read nothing more from the client."""
        ...

    def resume_reading(self) -> None:
        """Read from the client again."""
        ...


Begin = Callable[["Pipeline", Any, bytes, int], None]
"""Begins a packet of a peer, by at most one of `reply`, `reply_later` and `handle_alone`.

The last argument is how many ms too early the packet came by its rate limit; 0 if it was in time.
"""


class Pipeline:
    """The open packets of one socket."""

    __slots__ = ("_backlog", "_begin", "_next", "_peer", "_replies", "task")

    def __init__(self, peer: Peer, begin: Begin) -> None:
        self._peer = peer
        self._begin = begin
        self._backlog: deque[tuple[bytes, int]] = deque()
        self._replies: deque[Reply] = deque()
        self._next: Coroutine[Any, Any, bytes] | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        """Whether the next packet has to wait."""
        alone = self._next is not None or self.task is not None
        peer = self._peer
        return alone or len(self._replies) >= OPEN_MAX or peer.behind or peer.waiting

    @property
    def blocked(self) -> bool:
        """Whether a packet waits to be begun, and all packets behind it."""
        return bool(self._backlog)

    @property
    def free(self) -> bool:
        """Whether the next packet is begun at once."""
        return not self._backlog and not self.full

    def take(self, packet: bytes, wait_ms: int) -> None:
        """Begin a packet, or append it to the backlog. `wait_ms` is passed on to `begin`."""
        if not self.free or self._peer.has_to_wait(packet, wait_ms):
            self._backlog.append((packet, wait_ms))
            self._peer.pause_reading()
        else:
            self._begin(self, self._peer, packet, wait_ms)
            self._detach_if_idle()

    def reply(self, frame: bytes) -> None:
        """Answer with `frame`, after the answers to earlier packets."""
        if self._replies:
            self._replies.append(Reply(frame))
        else:
            self._peer.write(frame)

    def reply_later(self, pending: PendingAnswer, frame: Callable[[Body], bytes]) -> None:
        """Answer once the floor has answered; `frame` encodes the body."""
        reply = Reply()
        self._replies.append(reply)
        pending.answer.add_done_callback(partial(self._answered, reply, pending, frame))

    def handle_alone(self, work: Coroutine[Any, Any, bytes]) -> None:
        """Answer with the frame that `work` returns; it starts when all earlier packets are answered."""
        self._next = work
        self._replies.append(Reply())
        self._start_next()

    def advance(self) -> None:
        """Send the answers that are due, and begin packets of the backlog as far as possible."""
        while self._replies and (frame := self._replies[0].frame) is not None:
            self._replies.popleft()
            if frame:
                self._peer.write(frame)
        self._start_next()
        while self._backlog and not self.full:
            if self._peer.closed:
                self._backlog.clear()
            elif not self._peer.has_to_wait(*self._backlog[0]):
                self._begin(self, self._peer, *self._backlog.popleft())
        self._detach_if_idle()
        if not self._backlog and not self.full:
            self._peer.resume_reading()

    def _start_next(self) -> None:
        work = self._next
        if work is None:
            return
        if self._peer.closed:
            self._next = None
            work.close()
        elif len(self._replies) == 1:
            self._next = None
            self.task = asyncio.create_task(self._run(self._replies[0], work))

    def _answered(
        self,
        reply: Reply,
        pending: PendingAnswer,
        frame: Callable[[Body], bytes],
        _: "asyncio.Future[Any]",
    ) -> None:
        reply.frame = frame(pending.body())
        self.advance()

    async def _run(self, reply: Reply, work: Coroutine[Any, Any, bytes]) -> None:
        try:
            reply.frame = await work
        except Exception:
            log.exception("packet_failed")
            reply.frame = b""
            self._peer.cut()
        finally:
            self.task = None
        self.advance()

    def _detach_if_idle(self) -> None:
        if not self._replies and not self._backlog:
            self._peer.pipeline = None
