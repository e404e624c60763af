"""The log that every load client writes: what it sent, what it was answered, what it saw.

A run's evidence is a directory with one NAME.jsonl per client process, a line for each fact. A log is
called NAME.jsonl.part until it is closed: a client that was cut short has not told all that it sent,
and half its story would accuse an honest server. Times (`t`) are ms on the client's own clock.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import msgspec

_BUFFER_BYTES = 1 << 20
_UNFINISHED = ".part"
_UNDECIDED = {
    None: "an answer outside the contract",
    "unknown": "unknown",
    "internal": "internal",
}
"""Codes after which the bid may have been taken or not."""


class UnusableError(Exception):
    """The evidence can't be judged; the message says which part of it and why."""


class _Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", omit_defaults=True, gc=False):
    t: int


class SoftClose(msgspec.Struct, frozen=True):
    """A soft close as it was sent; `extend_ms` is `window_ms` unless it is given."""

    policy: Literal["none", "reset"]
    window_ms: int | None = None
    extend_ms: int | None = None


class Terms(msgspec.Struct, frozen=True):
    """An item as it was answered, with the rules that it was put up by."""

    item_id: str
    start_price: int
    ends_at: int | None = None
    increment: list[tuple[int, int]] | None = None
    soft_close: SoftClose | None = None


class PutUp(_Line, frozen=True, kw_only=True, tag="put_up"):
    """An item was put up."""

    item: Terms


class Sent(_Line, frozen=True, kw_only=True, tag="sent"):
    """A bid left the client; written before it does."""

    user: str
    handle: str | None = None
    item_id: str
    bid_id: str
    amount: int
    way: Literal["socket", "http"]


class Answer(_Line, frozen=True, kw_only=True, tag="answer"):
    """A definite answer: the figures of an acceptance, or the code and figures of a refusal."""

    bid_id: str
    item_id: str
    ok: bool
    code: str | None = None
    seq: int | None = None
    price: int | None = None
    minimum: int | None = None
    leading: bool | None = None
    ends_at: int | None = None


class Doubt(_Line, frozen=True, kw_only=True, tag="doubt"):
    """No answer came, or one that decides nothing: the bid may have been taken or not."""

    bid_id: str
    item_id: str
    why: str


class Saw(_Line, frozen=True, kw_only=True, tag="saw"):
    """A `new_bid` or the answer to a `watch`: the item after event `seq`, and `bids` from `from_seq` on.

    `bids` are [seq, bid_id, bidder's handle, amount]. `complete` False: a snapshot, because what lies
    before `from_seq` can't be had any more. `retracted` are the numbers of the bids that it shows as gone.
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
    """A winner as the public sees one: a handle."""

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
    """What a watcher's screen showed once the run had settled."""

    watcher: str
    item_id: str
    seq: int
    price: int


class TakeBack(_Line, frozen=True, kw_only=True, tag="take_back"):
    """A bidder asked for a bid to be taken back, and what came of it; `ok` None: nobody knows."""

    user: str
    item_id: str
    bid_id: str
    ok: bool | None = None
    seq: int | None = None


Line = PutUp | Sent | Answer | Doubt | Saw | ItemSeen | End | TakeBack


class Log:
    """One client process' log, NAME.jsonl. Writing buffers; a full buffer (1 MiB) costs a disk write."""

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
        """Finish the log: from here on it counts as evidence."""
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
        # After an error, too: whoever sent a bid has written it down first.
        self.close()


def now_ms() -> int:
    """Return the client's clock, as lines carry it."""
    return time.time_ns() // 1_000_000


def put_up_line(item: Mapping[str, Any]) -> PutUp:
    """Take an item as it was answered, plus `increment` and `soft_close` as they were sent."""
    return PutUp(t=now_ms(), item=msgspec.convert(item, Terms))


def answer_line(bid_id: str, item_id: str, answer: Mapping[str, Any]) -> Answer | Doubt:
    """Take an acknowledgement or the body of an HTTP answer, problem documents included."""
    ok = answer.get("ok") is True
    said = answer if ok else answer.get("error", answer)
    code = said.get("code")
    if not ok and code in _UNDECIDED:
        return Doubt(t=now_ms(), bid_id=bid_id, item_id=item_id, why=_UNDECIDED[code])
    figures = {name: said.get(name) for name in ("seq", "price", "minimum", "leading", "ends_at")}
    return Answer(t=now_ms(), bid_id=bid_id, item_id=item_id, ok=ok, code=code, **figures)


def new_bid_line(watcher: str, message: Mapping[str, Any]) -> Saw:
    """Take a `new_bid` message."""
    gone = message.get("retracted", ())
    return _saw(watcher, message, message["bids"], message["from_seq"], gone, complete=True)


def watch_line(watcher: str, answer: Mapping[str, Any], since: int | None) -> Saw:
    """Take the answer to a `watch` that named `since`, or none."""
    item, bids, gone = answer["item"], answer["bids"], answer.get("retracted", ())
    if answer["complete"]:
        return _saw(watcher, item, bids, (since or 0) + 1, gone, complete=True)
    from_seq = bids[0]["seq"] if bids else item["seq"] + 1
    return _saw(watcher, item, bids, from_seq, gone, complete=False)


def item_line(watcher: str, item: Mapping[str, Any]) -> ItemSeen:
    """Take an `item` message or the answer to `GET /items/{id}`."""
    return msgspec.convert({**item, "k": "item", "t": now_ms(), "watcher": watcher}, ItemSeen)


def read_logs(directory: Path) -> list[Line]:
    """Read every client's log; raises UnusableError."""
    if not directory.is_dir():
        raise UnusableError(f"{directory} is not a directory")
    for unfinished in sorted(directory.glob(f"*.jsonl{_UNFINISHED}")):
        raise UnusableError(f"{unfinished.name} was never finished: its client was cut short")
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
    figures: Mapping[str, Any],
    bids: Sequence[Mapping[str, Any]],
    from_seq: int,
    gone: Iterable[int],
    *,
    complete: bool,
) -> Saw:
    retracted = {*gone, *(bid["seq"] for bid in bids if bid.get("retracted"))}
    return Saw(
        t=now_ms(),
        watcher=watcher,
        item_id=figures["item_id"],
        from_seq=from_seq,
        seq=figures["seq"],
        price=figures["price"],
        leader=figures["leader"],
        bid_count=figures["bid_count"],
        ends_at=figures["ends_at"],
        bids=[(bid["seq"], bid["bid_id"], bid["bidder"], bid["amount"]) for bid in bids],
        complete=complete,
        retracted=sorted(retracted),
    )
