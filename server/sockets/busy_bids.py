"""Bids that are refused as `busy` by their heads (0202), also those of throttled sockets (0210)."""

import re
from collections.abc import Callable
from typing import cast

from server.domain.rejection import Code, Rejection
from server.sockets.acknowledgements import busy, busy_frames
from server.sockets.overload.held_bids import BID, held_bids
from server.sockets.overload.throttle import Throttle, Throttled
from server.sockets.transport.pipeline import Body

_WAIT = "bid again after retry_after_ms; nothing was decided"


class BusyBids:
    """Refuses bids of an overloaded node, and of throttled sockets."""

    def __init__(self, refuse_bid: Callable[[], Rejection | None], throttle: Throttle) -> None:
        """`refuse_bid` refuses every bid while the node is overloaded, and returns None otherwise."""
        self._refuse_bid = refuse_bid
        self._throttle = throttle

    def refuse_held(self, socket: Throttled, data: bytes, start: int) -> tuple[int, int, bytes]:
        """Refuse the bids that a throttled websocket has sent, up to its first other message.

        Return how many there are, where they end, and the frames that answer them.
        """
        ack_ids, end = held_bids(data, start)
        if not ack_ids:
            return 0, start, b""
        retry_after_ms = self._throttle.refuse(socket, len(ack_ids))
        return len(ack_ids), end, busy_frames(ack_ids, _WAIT, retry_after_ms)

    def refuse_event(self, socket: Throttled, event: re.Match[bytes], wait_ms: int) -> bytes | None:
        """Return the packet that refuses a bid, given the match of its head; None for any other event.

        A bid that came too early by its rate, as `wait_ms` tells, is left to the rate limit.
        """
        if not event.string.startswith(BID, event.end()):
            return None
        if socket.throttled:
            return busy(event[1], _WAIT, self._throttle.refuse(socket))
        if wait_ms or not socket.offender_until:
            return None
        refusal = self._refuse_bid()
        if refusal is None:
            self._throttle.taken(socket)
            return None
        self.note_at_once(socket, refusal)
        return busy(event[1], refusal.message, _retry_after_ms(refusal))

    def note_at_once(self, socket: Throttled, body: Body) -> Body:
        """Note the answer to a bid that is given while its socket is read; return it."""
        if isinstance(body, Rejection) and body.code is Code.BUSY:
            self._throttle.refuse_rest(socket)
        return self.note(socket, body)

    def note(self, socket: Throttled, body: Body) -> Body:
        """Note the answer to a bid if it is `busy`; return it."""
        if isinstance(body, Rejection) and body.code is Code.BUSY:
            self._throttle.busy(socket, _retry_after_ms(body))
        return body


def _retry_after_ms(refusal: Rejection) -> int:
    return cast("int", refusal.details["retry_after_ms"])
