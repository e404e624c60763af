"""A dispatcher whose handlers record their calls."""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

from server.domain.rejection import Code, Rejection
from server.sockets.busy_bids import BusyBids
from server.sockets.dispatch import Alone, Dispatcher, Handler, Overlapping
from server.sockets.overload.throttle import Throttle
from server.sockets.rooms.manager import Rooms
from server.sockets.transport.pipeline import Body, Later
from server.sockets.transport.polling import PollingSocket
from server.wire.errors import Refused
from tests.unit.sockets.fake_peer import FakePeer


@dataclass
class Pending:
    answer: "asyncio.Future[Body]"

    def body(self) -> Body:
        return self.answer.result()


@dataclass
class FakeRooms:
    """The namespace: the sids of its members by Engine.IO sid."""

    sids: dict[str, str] = field(default_factory=lambda: {"eio-ann": "ann"})

    def member(self, eio_sid: str) -> str | None:
        return self.sids.get(eio_sid)


class Events:
    """Handlers that record their calls; bids are answered when the test settles them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, object]] = []
        self.bids: list[asyncio.Future[Body]] = []
        self.packets: list[tuple[str, str]] = []
        self.joined: list[bytes | Exception | None] = []
        self.sent: list[bytes] = []
        self.tasks: list[Coroutine[Any, Any, None]] = []
        self.archived: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
        self.rooms = FakeRooms()
        handlers: dict[str, Handler] = {
            "bid": Overlapping(self.bid),
            "watch": Alone(self.watch),
            "secret": Alone(self.refuse),
            "broken": Alone(self.fail),
            "late": Alone(self.answer_later),
        }
        self.overload: Rejection | None = None
        self.throttle = Throttle(lambda: 0.0)
        rooms = cast("Rooms", self.rooms)
        self.refused: Counter[str] = Counter()
        self.dispatcher = Dispatcher(
            handlers,
            rooms,
            self.handle_packet,
            join=self.join,
            busy_bids=BusyBids(lambda: self.overload, self.throttle),
            refused=self.refused,
            spawn=self.tasks.append,
        )
        self.peer = FakePeer(cast("Any", self.dispatcher.begin))
        self.polling = cast("PollingSocket", FakePeer(cast("Any", self.dispatcher.begin)))

    def bid(self, sid: str, argument: object) -> Pending:
        self.calls.append(("bid", sid, argument))
        self.bids.append(asyncio.get_running_loop().create_future())
        if self.overload is not None:
            self.bids[-1].set_result(self.overload)
        return Pending(self.bids[-1])

    async def watch(self, sid: str, argument: object) -> Body:
        self.calls.append(("watch", sid, argument))
        return {"ok": True, "watched": argument}

    async def answer_later(self, sid: str, argument: object) -> Later:
        self.calls.append(("late", sid, argument))
        return Later(self.archived)

    async def send(self, packet: bytes) -> None:
        self.sent.append(packet)

    async def refuse(self, sid: str, argument: object) -> Body:
        raise Refused(Code.FORBIDDEN, "not yours", item_id="lamp")

    async def fail(self, sid: str, argument: object) -> Body:
        raise ZeroDivisionError

    async def handle_packet(self, eio_sid: str, packet: str) -> None:
        self.packets.append((eio_sid, packet))

    def join(self, eio_sid: str, packet: bytes) -> bytes | None:
        answer = self.joined.pop(0) if self.joined else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def names(self) -> list[str]:
        return [name for name, _, _ in self.calls]

    def answers(self) -> list[tuple[int, Any]]:
        """Return the numbers and bodies of the acknowledgements that were written."""
        found = []
        for frame in self.peer.written:
            number, bracket, body = frame[frame.index(b"43") + 2 :].partition(b"[")
            found.append((int(number), json.loads(bracket + body)[0]))
        return found


async def turns() -> None:
    """Let the loop run until no callback is left."""
    for _ in range(5):
        await asyncio.sleep(0)
