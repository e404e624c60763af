"""What the server has kept, and the reader of a whole run's evidence.

hot.json       {item_id: Item}, as `GET /items/{id}` showed it once the run had settled
archive.json   the archive's bids, events and items; a server without events leaves these two empty
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


class ArchivedBid(msgspec.Struct, frozen=True, gc=False):
    """A row of the archive; `bidder` is a user id."""

    item_id: str
    seq: int
    bid_id: str
    bidder: str
    amount: int
    at: int
    auto: bool = False


class Won(msgspec.Struct, frozen=True, array_like=True):
    """A line of an archived outcome; a bidder is [user id, handle]."""

    bidder: tuple[str, str]
    amount: int
    quantity: int = 1


class Body(msgspec.Struct, frozen=True):
    """An event's own fields, of whatever type; a bidder is [user id, handle]."""

    bid_id: str = ""
    bidder: tuple[str, str] = ("", "")
    amount: int = 0
    auto: bool = False
    max_amount: int | None = None
    offered: int | None = None
    bid_ids: list[str] = []
    seqs: list[int] = []
    price: int = 0
    leader: tuple[str, str] | None = None
    ends_at: int | None = None
    status: str = ""
    winners: list[Won] = []

    @property
    def most(self) -> int:
        """The most that a bid's bidder would pay."""
        return max(self.amount, self.max_amount or 0)

    @property
    def named(self) -> int:
        """The amount that a bid's bidder named."""
        return self.amount if self.offered is None else self.offered


class Event(msgspec.Struct, frozen=True):
    """An archived event."""

    item_id: str
    seq: int
    at: int
    type: str
    body: Body


class Standing(msgspec.Struct, frozen=True):
    """The archive's own summary of an item; `leader` is a user id."""

    item_id: str
    seq: int
    status: str
    price: int | None
    leader: str | None
    bid_count: int


class Archive(msgspec.Struct, frozen=True):
    """The permanent record."""

    bids: list[ArchivedBid]
    events: list[Event]
    items: list[Standing]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about a run."""

    lines: list[Line]
    hot: dict[str, HotItem]
    archive: Archive


def read(directory: Path) -> Evidence:
    """Read a run's evidence; raises UnusableError."""
    lines = read_logs(directory)
    hot = _read_json(directory / "hot.json", dict[str, HotItem])
    archive = _read_json(directory / "archive.json", Archive)
    if not hot:
        raise UnusableError("hot.json holds no item")
    return Evidence(lines, hot, archive)


def _read_json(path: Path, kind: Any) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        raise UnusableError(f"{path.name} is missing") from None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"{path.name}: {error}") from None
