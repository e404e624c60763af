"""The archive's rows as the writer makes them of the journal. Pure.

A batch goes to PostgreSQL as one JSON text for each table: encoding it costs a quarter of what the same
columns cost as arrays, whose every element the client looks at.
"""

from collections.abc import Sequence

import msgspec

from server.bidding.settling.records import Standing
from server.domain.events import BidAccepted, Event, OfferSealed, UnitsClaimed
from server.domain.types import Amount, ItemId, Millis, UserId, Winner

_encode = msgspec.json.Encoder().encode


class UserRow(msgspec.Struct, frozen=True):
    """Somebody whom the other rows mention."""

    user_id: UserId
    handle: str


class EventRow(msgspec.Struct, frozen=True):
    """An event; `body` is the whole of it."""

    item_id: ItemId
    seq: int
    at: Millis
    type: str
    body: Event


class BidRow(msgspec.Struct, frozen=True):
    """A bid, as the history shows it."""

    item_id: ItemId
    seq: int
    bid_id: str
    bidder: UserId
    amount: Amount
    at: Millis
    auto: bool
    quantity: int
    secret: bool


class StandingRow(msgspec.Struct, frozen=True):
    """An item's figures after event `seq`."""

    item_id: ItemId
    seq: int
    status: str
    price: Amount
    leader: UserId | None
    bid_count: int
    ends_at: Millis | None
    winners: tuple[Winner, ...]


class LostRow(msgspec.Struct, frozen=True):
    """An event of a history that ended before it."""

    item_id: ItemId
    epoch: int
    seq: int
    body: Event


def encoded(rows: Sequence[msgspec.Struct]) -> str:
    """Return rows as the statements take them: a JSON array of objects."""
    return _encode(rows).decode()


def event_row(item_id: ItemId, event: Event) -> EventRow:
    """Return an event's row."""
    return EventRow(item_id, event.seq, event.at, type(event).__name__, event)


def bid_row(item_id: ItemId, bid: BidAccepted | OfferSealed) -> BidRow:
    """Return a bid's row."""
    secret = isinstance(bid, OfferSealed)
    return BidRow(
        item_id,
        bid.seq,
        bid.bid_id,
        bid.bidder.user_id,
        bid.amount,
        bid.at,
        auto=False if isinstance(bid, OfferSealed) else bid.auto,
        quantity=bid.quantity if isinstance(bid, UnitsClaimed | OfferSealed) else 1,
        secret=secret,
    )


def standing_row(item_id: ItemId, standing: Standing) -> StandingRow:
    """Return an item's row."""
    return StandingRow(
        item_id,
        standing.seq,
        standing.status.value,
        standing.price,
        standing.leader.user_id if standing.leader else None,
        standing.bid_count,
        standing.ends_at,
        standing.winners,
    )
