"""Event pacing: events that the sockets of an address send beyond its rate are begun in turn (0218).

Each socket may stay below its own limit, and all of them together use the loop up. An event that has to
wait stands in the pipeline of its socket, which is not read meanwhile, so that TCP slows its client.
"""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import Protocol

from socketio.packet import EVENT

from server.edge.address_turns import AddressTurns
from server.edge.rates import Rates
from server.sockets.overload.held_bids import BID

ANONYMOUS, SIGNED_IN = 10, 40
"""The rate at which an address has events begun at once, as multiples of the rate of a socket. Its sockets
with and those without an identity have a rate each: many people may share the address of an office."""
BURST_S = 0.2
"""The time whose events an address may send at once. The turns of any more are only milliseconds apart."""
EVENTS_PER_TURN = 4
BYTES_PER_COUNT = 1024
"""An event counts once, and once more for so many bytes: decoding a long one is most of its cost."""
_IS_BID = re.compile(rb"%d(?:/,)?[0-9]{0,15}" % EVENT + re.escape(BID)).match


class PacedSocket(Protocol):
    """A socket. `granted` is how many of its events may begin without a question.

    `has_erred` is set when an event is refused before it is handled: the next one waits for a turn.
    """

    sid: str
    address: str
    closed: bool
    granted: int
    has_erred: bool


class EventPacing:
    """Begins the events of an address at once or in turn. The sockets that wait have a turn each."""

    def __init__(self, events_per_s: int | None, is_signed_in: Callable[[str], bool]) -> None:
        """`events_per_s` is the rate of a socket, and None turns pacing off.

        `is_signed_in` tells by its Engine.IO sid whether a socket has an identity.
        """
        self.waited = 0
        """Events that waited for a turn."""
        self._rates = (
            None
            if events_per_s is None
            else tuple(Rates(n * events_per_s, burst_s=BURST_S) for n in (ANONYMOUS, SIGNED_IN))
        )
        self._is_signed_in = is_signed_in
        self._turns = AddressTurns()

    def waits(
        self, socket: PacedSocket, packet: bytes, wait_ms: int, resume: Callable[[], None]
    ) -> bool:
        """Return whether a socket's next packet waits; its turn calls `resume`.

        `wait_ms` is how much too early the packet came by the socket's own rate. A bid in time waits only
        after an error.
        """
        if self._rates is None:
            return False
        count = 1 + len(packet) // BYTES_PER_COUNT
        if socket.granted:
            socket.granted = max(socket.granted - count, 0)
            return False
        # The refusals of a thousand events in one payload would hold the loop for 20 ms.
        always = wait_ms or socket.has_erred
        if not always and _IS_BID(packet):
            return False
        signed_in = self._is_signed_in(socket.sid)
        sender = socket.address, signed_in
        prompt = not always and sender not in self._turns
        if prompt and not self._rates[signed_in].spend(socket.address, count):
            return False
        self.waited += 1
        self._turns.wait(sender, partial(_given, socket, resume))
        return True

    async def turn(self, socket: PacedSocket, packet: bytes, wait_ms: int) -> None:
        """Wait until the next packet of a polling socket may begin."""
        turn = asyncio.get_running_loop().create_future()
        if self.waits(socket, packet, wait_ms, partial(_end, turn)):
            await turn


def _given(socket: PacedSocket, resume: Callable[[], None]) -> bool:
    socket.granted, socket.has_erred = EVENTS_PER_TURN, False
    resume()
    return not socket.closed


def _end(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_result(None)
