"""Engine.IO 4 and Socket.IO 5 packets of the contract: the few that a client sends, the many it reads.

No I/O. Of what comes, only the fields that are measured or logged are decoded. A broadcast is the same
bytes for everybody, so `Broadcasts` decodes it once, however many sockets hear it: what TCP brings is
mostly one frame, and a socket that gets a frame which another has got before needs no reading at all.
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
    """A bid as the public sees it; `at` is the server's time of commit in ms."""

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
    """A line of an outcome."""

    bidder: str
    amount: int


class Item(msgspec.Struct, frozen=True):
    """An item, in an `item` message or in the answer to `watch`."""

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
    """Why something was refused, with the figures that mend it."""

    code: str
    message: str = ""
    seq: int | None = None
    price: int | None = None
    minimum: int | None = None
    retry_after_ms: int | None = None

    @property
    def is_undecided(self) -> bool:
        """Tell whether it says nothing about the request itself, which may be sent again."""
        return self.code in UNDECIDED

    @property
    def retry_s(self) -> float:
        """How long to wait before the next request."""
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


class Other(msgspec.Struct, frozen=True):
    """A message that is not measured."""


News = NewBid | Item | Other

_decode_hello = msgspec.json.Decoder(Hello).decode
_decode_new_bid = msgspec.json.Decoder(tuple[Literal["new_bid"], NewBid]).decode
_decode_item = msgspec.json.Decoder(tuple[Literal["item"], Item]).decode
_decode_other = msgspec.json.Decoder(tuple[str, Other]).decode
_decode_bid_answer = msgspec.json.Decoder(tuple[BidAnswer]).decode
_decode_watch_answer = msgspec.json.Decoder(tuple[WatchAnswer]).decode


def connect_frame(token: str | None) -> bytes:
    """Build the packet that joins the default namespace, as a user or as nobody."""
    auth = _string({"token": token}) if token else b""
    return frame(b"40" + auth)


def watch_frame(ack: int, item_id: str, since: int | None) -> bytes:
    """Build `watch`."""
    argument = {"item_id": item_id} if since is None else {"item_id": item_id, "since": since}
    return frame(b'42%d["watch",%b]' % (ack, _string(argument)))


def bid_frame(ack: int, bid_id: str, item_id: str, amount: int) -> bytes:
    """Build `bid`; the ids need no escapes."""
    return frame(
        b'42%d["bid",{"bid_id":"%b","item_id":"%b","amount":%d}]'
        % (ack, bid_id.encode(), item_id.encode(), amount)
    )


def hello(packet: bytes) -> Hello:
    """Read the server's first packet."""
    if packet[:1] != b"0":
        raise ProtocolError(f"the server began with {packet[:80]!r}")
    greeting: Hello = _checked(_decode_hello, packet[1:])
    return greeting


def is_ack(packet: bytes) -> bool:
    """Tell whether a packet acknowledges an event of ours."""
    return packet[:2] == b"43"


def split_ack(packet: bytes) -> tuple[int, bytes]:
    """Return the id and the arguments of an acknowledgement."""
    start = packet.find(b"[")
    number = packet[2:start]
    if start < 0 or not number.isdigit():
        raise ProtocolError(f"the server sent {packet[:80]!r}")
    return int(number), packet[start:]


def bid_answer(arguments: bytes) -> BidAnswer:
    """Read the answer to a bid: figures or an error."""
    answer: BidAnswer = _checked(_decode_bid_answer, arguments)[0]
    if answer.ok != (answer.error is None) or answer.ok != (answer.seq > 0):
        raise ProtocolError(f"the server answered a bid with {arguments[:200]!r}")
    return answer


def watch_answer(arguments: bytes) -> WatchAnswer:
    """Read the answer to `watch`."""
    answer: WatchAnswer = _checked(_decode_watch_answer, arguments)[0]
    return answer


class Broadcasts:
    """Decodes events, each distinct one once; knows each by its packet and by its whole frame."""

    def __init__(self) -> None:
        self._seen: dict[bytes, News] = {}
        self.known = self._seen.get

    def read(self, packet: bytes) -> News:
        """Decode an event; raises ProtocolError."""
        news = self._seen.get(packet)
        if news is None:
            news = _news(packet)
            if len(self._seen) >= _SEEN_MAX:
                self._seen.clear()
            self._seen[packet] = self._seen[server_frame(packet)] = news
        return news


def _news(packet: bytes) -> News:
    if packet[:2] != b"42":
        raise ProtocolError(f"the server sent {packet[:80]!r}")
    decode: Any = _decode_other
    if packet.startswith(b'42["new_bid"'):
        decode = _decode_new_bid
    elif packet.startswith(b'42["item"'):
        decode = _decode_item
    news: News = _checked(decode, packet[2:])[1]
    return news


def _checked(decode: Any, text: bytes) -> Any:
    try:
        return decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProtocolError(f"the server sent {text[:80]!r}: {error}") from None
