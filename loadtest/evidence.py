"""The logs of load clients, from which the audit judges a run: bids sent, answers, messages received.

A run's evidence is a directory with one NAME.jsonl per client process and one line per fact. A log is
named NAME.jsonl.part until it is closed. A client that was killed may have sent bids that its log lacks,
and judging by an incomplete log would accuse an honest server. Times (`t`) are ms of the client's own
clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import msgspec

from loadtest.clock import now_ms

_BUFFER_BYTES = 1 << 20
_UNFINISHED = ".part"
_UNKNOWN_OUTCOME = {
    None: "an answer outside the contract",
    "unknown": "unknown",
    "internal": "internal",
}
"""The codes after which a bid may have been accepted or not, with the reason to log."""


class UnusableError(Exception):
    """The evidence can't be judged; the message names the part and the reason."""


class _Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", omit_defaults=True, gc=False):
    t: int


class SoftClose(msgspec.Struct, frozen=True):
    """A soft close as it was sent; `extend_ms` defaults to `window_ms`."""

    policy: Literal["none", "reset"]
    window_ms: int | None = None
    extend_ms: int | None = None


class Terms(msgspec.Struct, frozen=True):
    """An item as the server answered it, with the rules of its creation."""

    item_id: str
    start_price: int
    ends_at: int | None = None
    increment: list[tuple[int, int]] | None = None
    soft_close: SoftClose | None = None
    format: str = "english"
    quantity: int = 1
    reserve: int | None = None
    buy_now: int | None = None
    step: int | None = None
    interval_ms: int | None = None
    floor_price: int | None = None


class PutUp(_Line, frozen=True, kw_only=True, tag="put_up"):
    """An item was put up."""

    item: Terms


class Sent(_Line, frozen=True, kw_only=True, tag="sent"):
    """A bid is about to be sent; the line is written before the bid."""

    user: str
    handle: str | None = None
    item_id: str
    bid_id: str
    amount: int
    max_amount: int | None = None
    transport: Literal["socket", "http"]


class Answer(_Line, frozen=True, kw_only=True, tag="answer"):
    """A definite answer: the fields of an acceptance, or the code and details of a refusal."""

    bid_id: str
    item_id: str
    ok: bool
    code: str | None = None
    seq: int | None = None
    price: int | None = None
    minimum: int | None = None
    leading: bool | None = None
    ends_at: int | None = None


class Unconfirmed(_Line, frozen=True, kw_only=True, tag="unconfirmed"):
    """A bid without a definite answer; it may have been accepted or not."""

    bid_id: str
    item_id: str
    reason: str


class Saw(_Line, frozen=True, kw_only=True, tag="saw"):
    """A `new_bid` or the answer to a `watch`: the item after event `seq`, and the bids from `from_seq` on.

    Each of `bids` is [seq, bid_id, bidder's handle, amount]. If `complete` is False, the message is a
    snapshot: bids before `from_seq` are not available any more. `retracted` has the `seq` of bids shown
    as retracted.
    """

    watcher: str
    item_id: str
    from_seq: int
    seq: int
    price: int
    leader: str | None
    bid_count: int
    ends_at: int | None = None
    bids: list[tuple[int, str, str, int]]
    complete: bool = True
    retracted: list[int] = []


class Winner(msgspec.Struct, frozen=True):
    """A winner with the public handle."""

    bidder: str
    amount: int


class ItemSeen(_Line, frozen=True, kw_only=True, tag="item"):
    """An `item` message, or the answer to `GET /items/{id}`."""

    watcher: str
    item_id: str
    seq: int
    status: str
    price: int
    leader: str | None = None
    winners: list[Winner] = []


class End(_Line, frozen=True, kw_only=True, tag="end"):
    """A watcher's screen once the run had settled."""

    watcher: str
    item_id: str
    seq: int
    price: int


class Retraction(_Line, frozen=True, kw_only=True, tag="retraction"):
    """A request to retract a bid, with its result; an `ok` of None means an unknown outcome."""

    user: str
    item_id: str
    bid_id: str
    ok: bool | None = None
    seq: int | None = None


class Listening(_Line, frozen=True, kw_only=True, tag="listening"):
    """A bidder has a socket from now on to the end of the run."""

    user: str


class BidLost(_Line, frozen=True, kw_only=True, tag="bid_lost"):
    """A bidder was notified that an accepted bid was lost."""

    user: str
    item_id: str
    bid_id: str


Line = PutUp | Sent | Answer | Unconfirmed | Saw | ItemSeen | End | Retraction | Listening | BidLost


class Log:
    """The log of one client process, NAME.jsonl. Lines are buffered and written in blocks of 1 MiB."""

    def __init__(self, directory: Path, name: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / f"{name}.jsonl"
        unfinished = self._path.with_name(self._path.name + _UNFINISHED)
        self._file = unfinished.open("wb", buffering=_BUFFER_BYTES)
        self._encode = msgspec.json.Encoder().encode

    def write(self, line: Line) -> None:
        """Add a line."""
        self._file.write(self._encode(line) + b"\n")

    def close(self) -> None:
        """Finish the log; only a finished log counts as evidence."""
        if not self._file.closed:
            self._file.close()
            Path(self._file.name).replace(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # After an error, too: the line of a bid is written before the bid is sent.
        self.close()


def put_up_line(item: Mapping[str, Any]) -> PutUp:
    """Return the line of an answered item that also has `increment` and `soft_close` as sent."""
    return PutUp(t=now_ms(), item=msgspec.convert(item, Terms))


def answer_line(bid_id: str, item_id: str, answer: Mapping[str, Any]) -> Answer | Unconfirmed:
    """Return the line of an acknowledgement or of an HTTP body, including problem documents."""
    ok = answer.get("ok") is True
    details = answer if ok else answer.get("error", answer)
    code = details.get("code")
    if not ok and code in _UNKNOWN_OUTCOME:
        reason = _UNKNOWN_OUTCOME[code]
        return Unconfirmed(t=now_ms(), bid_id=bid_id, item_id=item_id, reason=reason)
    fields = {name: details.get(name) for name in ("seq", "price", "minimum", "leading", "ends_at")}
    return Answer(t=now_ms(), bid_id=bid_id, item_id=item_id, ok=ok, code=code, **fields)


def new_bid_line(watcher: str, message: Mapping[str, Any]) -> Saw:
    """Return the line of a `new_bid` message."""
    retracted = message.get("retracted", ())
    return _saw(watcher, message, message["bids"], message["from_seq"], retracted, complete=True)


def watch_line(watcher: str, answer: Mapping[str, Any], since: int | None) -> Saw:
    """Return the line of the answer to a `watch`, whose `since` may be None."""
    item, bids, retracted = answer["item"], answer["bids"], answer.get("retracted", ())
    if answer["complete"]:
        return _saw(watcher, item, bids, (since or 0) + 1, retracted, complete=True)
    from_seq = bids[0]["seq"] if bids else item["seq"] + 1
    return _saw(watcher, item, bids, from_seq, retracted, complete=False)


def item_line(watcher: str, item: Mapping[str, Any]) -> ItemSeen:
    """Return the line of an `item` message or of the answer to `GET /items/{id}`."""
    return msgspec.convert({**item, "k": "item", "t": now_ms(), "watcher": watcher}, ItemSeen)


def read_logs(directory: Path) -> list[Line]:
    """Read all logs of a directory; raises UnusableError."""
    if not directory.is_dir():
        raise UnusableError(f"{directory} is not a directory")
    for unfinished in sorted(directory.glob(f"*.jsonl{_UNFINISHED}")):
        raise UnusableError(f"{unfinished.name} was never finished: its client was killed")
    decode = msgspec.json.Decoder(Line).decode
    lines: list[Line] = []
    for path in sorted(directory.glob("*.jsonl")):
        with path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                try:
                    lines.append(decode(text))
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise UnusableError(f"{path.name}, line {number}: {error}") from None
    if not lines:
        raise UnusableError(f"{directory} holds no log, or only empty ones")
    return lines


def _saw(
    watcher: str,
    item: Mapping[str, Any],
    bids: Sequence[Mapping[str, Any]],
    from_seq: int,
    retracted: Iterable[int],
    *,
    complete: bool,
) -> Saw:
    all_retracted = {*retracted, *(bid["seq"] for bid in bids if bid.get("retracted"))}
    return Saw(
        t=now_ms(),
        watcher=watcher,
        item_id=item["item_id"],
        from_seq=from_seq,
        seq=item["seq"],
        price=item["price"],
        leader=item["leader"],
        bid_count=item["bid_count"],
        ends_at=item["ends_at"],
        bids=[(bid["seq"], bid["bid_id"], bid["bidder"], bid["amount"]) for bid in bids],
        complete=complete,
        retracted=sorted(all_retracted),
    )
