"""The server's records, and the reader of a run's evidence.

    hot.json       {item_id: Item}, the answers to `GET /items/{id}` once the run had settled
    archive.json   the archive's bids, events and items, and the events that were set aside; for a
                   baseline, only the bids
    refused.json   journal entries that the archive refused; may be absent
    losses.json    the losses that the nodes named in their logs; may be absent
    settled.json   the sales' results and statements as the server answers them; may be absent

The clients' logs beside them are described in `loadtest.evidence`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from loadtest.evidence import Line, UnusableError, Winner, read_logs


class HotItem(msgspec.Struct, frozen=True):
    """An item in hot.json."""

    item_id: str
    seq: int
    status: str
    price: int
    leader: str | None
    bid_count: int
    winners: list[Winner]
    auction_id: str = ""


class ArchivedBid(msgspec.Struct, frozen=True, gc=False):
    """An archived bid; `bidder` is a user id."""

    item_id: str
    seq: int
    bid_id: str
    bidder: str
    amount: int
    at: int
    auto: bool = False


class Won(msgspec.Struct, frozen=True, array_like=True):
    """An archived winner; a bidder is [user id, handle]."""

    bidder: tuple[str, str]
    amount: int
    quantity: int = 1


class ListedFees(msgspec.Struct, frozen=True):
    """An archived listing's fees, in millionths; `premium` has the starts of the bands and their rates."""

    premium: list[tuple[int, int]] = []
    price_tax: int = 0
    premium_tax: int = 0


class Listed(msgspec.Struct, frozen=True):
    """An archived listing; `increment` has the starts of the bands and their steps.

    `soft_close` has the policy, the window and the extension.
    """

    start_price: int
    increment: tuple[list[int], list[int]]
    soft_close: list[Any] = []
    ends_at: int | None = None
    buy_now: int | None = None
    fees: ListedFees | None = None


class Body(msgspec.Struct, frozen=True):
    """The fields of events of all types; a bidder is [user id, handle]."""

    bid_id: str = ""
    bidder: tuple[str, str] = ("", "")
    amount: int = 0
    quantity: int = 1
    auto: bool = False
    max_amount: int | None = None
    offered: int | None = None
    bid_ids: list[str] = []
    seqs: list[int] = []
    price: int = 0
    leader: tuple[str, str] | None = None
    ends_at: int | None = None
    cause: str = ""
    since: int = 0
    until: int = 0
    status: str = ""
    winners: list[Won] = []
    user_ids: list[str] = []
    blocked: bool = True
    listing: Listed | None = None
    winner: Won | None = None
    asking: int = 0
    passed: bool = False
    below_reserve: bool = False
    hidden: bool = False

    @property
    def most(self) -> int:
        """The bidder's maximum."""
        return max(self.amount, self.max_amount or 0)

    @property
    def named(self) -> int:
        """The amount that the bidder sent."""
        return self.amount if self.offered is None else self.offered

    @property
    def stands_for(self) -> int:
        """The amount that the bidder sent or, of a bid that bought the item below it, the price."""
        return min(self.named, self.amount)


class Event(msgspec.Struct, frozen=True):
    """An archived event."""

    item_id: str
    seq: int
    at: int
    type: str
    body: Body


class ArchivedItem(msgspec.Struct, frozen=True):
    """The archive's row of an item; `leader` is a user id."""

    item_id: str
    seq: int
    status: str
    price: int | None
    leader: str | None
    bid_count: int


class SetAside(msgspec.Struct, frozen=True):
    """An event that was committed and is not part of its item's history."""

    item_id: str
    epoch: int
    seq: int


class Refused(msgspec.Struct, frozen=True):
    """A journal entry that the archive could not hold."""

    item_id: str
    reason: str


class NamedLoss(msgspec.Struct, frozen=True):
    """The numbers of an item's events that a node named as lost in its log."""

    item_id: str
    first: int
    last: int
    only_numbers: bool = False
    """Whether nothing but the numbers is known, so that no bidder can be notified."""
    events: int = 0
    """How many of the numbers are meant; 0 stands for all of them."""

    @property
    def all_are_meant(self) -> bool:
        """Whether every number from the first to the last is meant."""
        return self.events in (0, self.last - self.first + 1)


class Charge(msgspec.Struct, frozen=True):
    """An amount that the server says is owed."""

    hammer_price: int
    premium: int
    tax: int
    total: int


class WinnerLine(Charge, frozen=True, kw_only=True):
    """A winner in an item's result; `amount` is the hammer price of a unit."""

    user_id: str
    amount: int
    quantity: int


class Result(msgspec.Struct, frozen=True):
    """An item's result."""

    item_id: str
    status: str
    winners: list[WinnerLine]


class StatementLine(Charge, frozen=True, kw_only=True):
    """A won item in a statement; `amount` is the hammer price of a unit."""

    item_id: str
    amount: int
    quantity: int


class Statement(Charge, frozen=True, kw_only=True):
    """A winner's statement: the won items and the sums."""

    user_id: str
    lines: list[StatementLine]


class Settlement(msgspec.Struct, frozen=True):
    """A sale's results and the statements of its winners."""

    auction_id: str
    results: list[Result]
    statements: list[Statement]


class Archive(msgspec.Struct, frozen=True):
    """The permanent record."""

    bids: list[ArchivedBid]
    events: list[Event]
    items: list[ArchivedItem]
    set_aside: list[SetAside] = []


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a run."""

    lines: list[Line]
    hot: dict[str, HotItem]
    archive: Archive
    refused: list[Refused]
    losses: list[NamedLoss]
    settlements: list[Settlement]


def read(directory: Path) -> Evidence:
    """Read a run's evidence; raises UnusableError."""
    lines = read_logs(directory)
    hot = _read_json(directory / "hot.json", dict[str, HotItem])
    archive = _read_json(directory / "archive.json", Archive)
    if not hot:
        raise UnusableError("hot.json holds no item")
    refused = _read_json(directory / "refused.json", list[Refused], absent=[])
    losses = _read_json(directory / "losses.json", list[NamedLoss], absent=[])
    settlements = _read_json(directory / "settled.json", list[Settlement], absent=[])
    return Evidence(lines, hot, archive, refused, losses, settlements)


def _read_json(path: Path, kind: Any, *, absent: Any = None) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        if absent is not None:
            return absent
        raise UnusableError(f"{path.name} is missing") from None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"{path.name}: {error}") from None
