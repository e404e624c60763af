"""A pipeline: what one socket has asked and not yet been answered, in order.

A socket's packets are begun one after another, and answered in the order in which they came. Each is
handled when those before it are answered, but for commands that only have to go through the floor:
these don't wait for each other, so what a socket sends at once is settled in one round.

It exists only while something is open: an idle socket has none.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Protocol

import structlog

from server.domain.rejection import Rejection

log = structlog.get_logger(__name__)

OPEN_MAX = 64
"""Commands of one socket on the floor at once. Until one is answered nothing more is read from it."""


Outcome = Mapping[str, Any] | Rejection


class Settling(Protocol):
    """A command on its way through the floor."""

    @property
    def answer(self) -> "asyncio.Future[Any]":
        """What the floor answers."""
        ...

    def outcome(self) -> Outcome:
        """Return what became of it, once the future is done."""
        ...


class Reply:
    """A place in the order of answers. `frame` None: not known yet; empty: nothing is answered."""

    __slots__ = ("frame",)

    def __init__(self, frame: bytes | None = None) -> None:
        self.frame = frame


class Peer(Protocol):
    """The socket."""

    pipeline: "Pipeline | None"
    closed: bool

    @property
    def behind(self) -> bool:
        """Whether the client leaves too much of what it is sent unread."""
        ...

    def write(self, data: bytes) -> None:
        """Write frames."""
        ...

    def cut(self) -> None:
        """Hang up."""
        ...

    def pause_reading(self) -> None:
        """Take no more from the client."""
        ...

    def resume_reading(self) -> None:
        """Take more from the client."""
        ...


class Pipeline:
    """The open packets of one socket."""

    __slots__ = ("_begin", "_line", "_next", "_peer", "_replies", "task")

    def __init__(self, peer: Peer, begin: Callable[["Pipeline", Any, bytes, int], None]) -> None:
        """`begin` begins a packet, by one of `reply`, `settle` and `work`, or by none of them."""
        self._peer = peer
        self._begin = begin
        self._line: deque[tuple[bytes, int]] = deque()
        self._replies: deque[Reply] = deque()
        self._next: Coroutine[Any, Any, bytes] | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        """Whether the next packet has to wait."""
        busy = self._next is not None or self.task is not None
        return busy or len(self._replies) >= OPEN_MAX or self._peer.behind

    def take(self, packet: bytes, wait_ms: int) -> None:
        """Begin a packet, or put it at the end of the line. `wait_ms`: it came so much too early."""
        if self._line or self.full:
            self._line.append((packet, wait_ms))
            self._peer.pause_reading()
        else:
            self._begin(self, self._peer, packet, wait_ms)
            self._let_go()

    def reply(self, frame: bytes) -> None:
        """Answer after what came before."""
        if self._replies:
            self._replies.append(Reply(frame))
        else:
            self._peer.write(frame)

    def settle(self, settling: Settling, frame: Callable[[Outcome], bytes]) -> None:
        """Answer once the floor has; `frame` makes the answer of a body."""
        reply = Reply()
        self._replies.append(reply)
        settling.answer.add_done_callback(partial(self._settled, reply, settling, frame))

    def work(self, work: Coroutine[Any, Any, bytes]) -> None:
        """Answer with what a coroutine returns: it begins after what came before, and is alone."""
        self._next = work
        self._replies.append(Reply())
        self._start()

    def _start(self) -> None:
        work = self._next
        if work is None:
            return
        if self._peer.closed:
            self._next = None
            work.close()
        elif len(self._replies) == 1:
            self._next = None
            self.task = asyncio.create_task(self._work(self._replies[0], work))

    def _settled(
        self,
        reply: Reply,
        settling: Settling,
        frame: Callable[[Outcome], bytes],
        _: "asyncio.Future[Any]",
    ) -> None:
        reply.frame = frame(settling.outcome())
        self.go_on()

    async def _work(self, reply: Reply, work: Coroutine[Any, Any, bytes]) -> None:
        try:
            reply.frame = await work
        except Exception:
            log.exception("packet_failed")
            reply.frame = b""
            self._peer.cut()
        finally:
            self.task = None
        self.go_on()

    def go_on(self) -> None:
        """Send what can be answered, begin what has waited for it or for the client to read on."""
        while self._replies and (frame := self._replies[0].frame) is not None:
            self._replies.popleft()
            if frame:
                self._peer.write(frame)
        self._start()
        while self._line and not self.full:
            if self._peer.closed:
                self._line.clear()
            else:
                self._begin(self, self._peer, *self._line.popleft())
        if not self._line and not self.full:
            self._peer.resume_reading()
        self._let_go()

    def _let_go(self) -> None:
        if not self._replies and not self._line:
            self._peer.pipeline = None
