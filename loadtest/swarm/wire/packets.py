"""Packets of Engine.IO 4 and Socket.IO 5, and the contract's messages inside them.

No I/O. Only fields that are measured or logged are decoded. A broadcast has the same bytes for every
socket, so `Broadcasts` decodes it once. TCP mostly delivers a single frame at a time, and a frame that
another socket has received before needs no parsing at all.
"""

from typing import Any, Literal

import msgspec

from loadtest.swarm.wire.frames import ProtocolError, frame, server_frame

PING_PACKET, CLOSE_PACKET = b"2", b"1"
PONG_FRAME = frame(b"3")

UNDECIDED = {"busy", "unavailable", "unknown", "internal", "rate_limited"}
RETRY_MS = 100

_SEEN_MAX = 1024

_string = msgspec.json.encode


class Hello(msgspec.Struct):
    """The server's first packet."""

    sid: str
    ping_interval: int = msgspec.field(name="pingInterval")
    ping_timeout: int = msgspec.field(name="pingTimeout")


class Bid(msgspec.Struct, frozen=True, gc=False):
    """A public bid; `at` is the server's time of commit in ms."""

    seq: int
    bid_id: str
    bidder: str
    amount: int
    at: int
    retracted: bool = False


class NewBid(msgspec.Struct, frozen=True):
    """A `new_bid` message."""

    item_id: str
    from_seq: int
    seq: int
    price: int
    minimum: int
    leader: str | None
    bid_count: int
    ends_at: int | None
    bids: list[Bid]
    complete: bool = True
    retracted: list[int] = []


class Winner(msgspec.Struct, frozen=True):
    """A winner of an item."""

    bidder: str
    amount: int


class Item(msgspec.Struct, frozen=True):
    """An item, from an `item` message or the answer to `watch`."""

    item_id: str
    status: str
    seq: int
    price: int
    minimum: int
    leader: str | None
    bid_count: int
    ends_at: int | None
    winners: list[Winner] = []


class Error(msgspec.Struct, frozen=True, gc=False):
    """The error of a refused request, with the details that a client needs to correct itself."""

    code: str
    message: str = ""
    seq: int | None = None
    price: int | None = None
    minimum: int | None = None
    retry_after_ms: int | None = None

    @property
    def is_undecided(self) -> bool:
        """Return whether the request was not decided and may be sent again."""
        return self.code in UNDECIDED

    @property
    def retry_s(self) -> float:
        """The delay before the next request, in s."""
        return (self.retry_after_ms or RETRY_MS) / 1000


class BidAnswer(msgspec.Struct, frozen=True, gc=False):
    """The answer to a bid."""

    ok: bool
    seq: int = 0
    price: int = 0
    minimum: int = 0
    leading: bool = False
    ends_at: int | None = None
    error: Error | None = None


class WatchAnswer(msgspec.Struct, frozen=True):
    """The answer to `watch`."""

    ok: bool
    item: Item | None = None
    bids: list[Bid] = []
    complete: bool = True
    retracted: list[int] = []
    error: Error | None = None


class SaleRow(msgspec.Struct, frozen=True, gc=False):
    """An item in a message about its whole sale."""

    item_id: str
    epoch: int
    seq: int
    price: int
    status: str


class SaleMessage(msgspec.Struct):
    """A `sale` message. The sockets of the swarm share one object, which they fold once."""

    feed: str
    number: int
    as_of: int
    items: list[SaleRow]
    is_folded: bool = False
    oldest_at: int | None = None
    """The commit that the message has waited for longest, in ms, as soon as it is known."""


class Leaving(msgspec.Struct, frozen=True):
    """The announcement of a node that is about to close the socket."""

    retry_after_ms: int


class Other(msgspec.Struct, frozen=True):
    """A broadcast that is not measured."""


Message = NewBid | Item | SaleMessage | Leaving | Other

_decode_hello = msgspec.json.Decoder(Hello).decode
_decode_new_bid = msgspec.json.Decoder(tuple[Literal["new_bid"], NewBid]).decode
_decode_item = msgspec.json.Decoder(tuple[Literal["item"], Item]).decode
_decode_sale = msgspec.json.Decoder(tuple[Literal["sale"], SaleMessage]).decode
_decode_leaving = msgspec.json.Decoder(tuple[Literal["leaving"], Leaving]).decode
_decode_other = msgspec.json.Decoder(tuple[str, Other]).decode
_decode_bid_answer = msgspec.json.Decoder(tuple[BidAnswer]).decode
_decode_watch_answer = msgspec.json.Decoder(tuple[WatchAnswer]).decode


def connect_frame(token: str | None) -> bytes:
    """Build the packet that joins the default namespace, with a token or anonymously."""
    auth = _string({"token": token}) if token else b""
    return frame(b"40" + auth)


def watch_frame(ack: int, item_id: str, since: int | None) -> bytes:
    """Build a `watch`."""
    argument = {"item_id": item_id} if since is None else {"item_id": item_id, "since": since}
    return frame(b'42%d["watch",%b]' % (ack, _string(argument)))


def bid_frame(ack: int, bid_id: str, item_id: str, amount: int) -> bytes:
    """Build a `bid`; ids of the contract need no escaping."""
    return frame(
        b'42%d["bid",{"bid_id":"%b","item_id":"%b","amount":%d,"raise_own":true}]'
        % (ack, bid_id.encode(), item_id.encode(), amount)
    )


def hello(packet: bytes) -> Hello:
    """Parse the server's first packet; raises ProtocolError."""
    if packet[:1] != b"0":
        raise ProtocolError(f"the server began with {packet[:80]!r}")
    greeting: Hello = _checked(_decode_hello, packet[1:])
    return greeting


def is_ack(packet: bytes) -> bool:
    """Return whether a packet acknowledges an event of this client."""
    return packet[:2] == b"43"


def split_ack(packet: bytes) -> tuple[int, bytes]:
    """Return the id and the arguments of an acknowledgement; raises ProtocolError."""
    start = packet.find(b"[")
    number = packet[2:start]
    if start < 0 or not number.isdigit():
        raise ProtocolError(f"the server sent {packet[:80]!r}")
    return int(number), packet[start:]


def bid_answer(arguments: bytes) -> BidAnswer:
    """Parse the answer to a bid; raises ProtocolError if it is neither an acceptance nor an error."""
    answer: BidAnswer = _checked(_decode_bid_answer, arguments)[0]
    if answer.ok != (answer.error is None) or answer.ok != (answer.seq > 0):
        raise ProtocolError(f"the server answered a bid with {arguments[:200]!r}")
    return answer


def watch_answer(arguments: bytes) -> WatchAnswer:
    """Parse the answer to a `watch`; raises ProtocolError."""
    answer: WatchAnswer = _checked(_decode_watch_answer, arguments)[0]
    return answer


class Broadcasts:
    """A bounded cache of decoded broadcasts, by their packet and by their whole frame."""

    def __init__(self) -> None:
        self._seen: dict[bytes, Message] = {}
        self.known = self._seen.get

    def read(self, packet: bytes) -> Message:
        """Return the message of a packet; raises ProtocolError."""
        message = self._seen.get(packet)
        if message is None:
            message = _message(packet)
            if len(self._seen) >= _SEEN_MAX:
                self._seen.clear()
            self._seen[packet] = self._seen[server_frame(packet)] = message
        return message


def _message(packet: bytes) -> Message:
    if packet[:2] != b"42":
        raise ProtocolError(f"the server sent {packet[:80]!r}")
    decode: Any = _decode_other
    if packet.startswith(b'42["new_bid"'):
        decode = _decode_new_bid
    elif packet.startswith(b'42["item"'):
        decode = _decode_item
    elif packet.startswith(b'42["sale"'):
        decode = _decode_sale
    elif packet.startswith(b'42["leaving"'):
        decode = _decode_leaving
    message: Message = _checked(decode, packet[2:])[1]
    return message


def _checked(decode: Any, text: bytes) -> Any:
    try:
        return decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"the server sent {text[:80]!r}: {error}") from None
