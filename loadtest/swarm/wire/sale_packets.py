"""The contract's messages about a whole sale, inside packets. No I/O."""

from typing import NamedTuple

import msgspec

from loadtest.swarm.wire.frames import ProtocolError, frame
from loadtest.swarm.wire.packets import Error, SaleRow, WatchAnswer

_string = msgspec.json.encode


class SaleAnswer(msgspec.Struct, frozen=True):
    """The answer to `watch_sale`."""

    ok: bool
    feed: str = ""
    number: int = 0
    as_of: int = 0
    items: list[SaleRow] = []
    next_after: str | None = None
    error: Error | None = None

    def refused(self) -> WatchAnswer:
        """Return the refusal in the form of an item's."""
        return WatchAnswer(ok=False, error=self.error)


class SalePosition(NamedTuple):
    """How much of a sale a client knows, and the item after which the next page begins."""

    feed: str | None = None
    number: int = 0
    as_of: int = 0
    after: str | None = None


_decode_answer = msgspec.json.Decoder(tuple[SaleAnswer]).decode


def watch_sale_frame(ack: int, auction_id: str, position: SalePosition) -> bytes:
    """Build a `watch_sale`."""
    argument: dict[str, object] = {"auction_id": auction_id}
    if position.feed is not None:
        argument |= {"feed": position.feed, "number": position.number, "as_of": position.as_of}
    if position.after is not None:
        argument["after"] = position.after
    return frame(b'42%d["watch_sale",%b]' % (ack, _string(argument)))


def sale_answer(arguments: bytes) -> SaleAnswer:
    """Parse the answer to a `watch_sale`; raises ProtocolError."""
    try:
        return _decode_answer(arguments)[0]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"the server sent {arguments[:80]!r}: {error}") from None
