"""The archive's rows, made of the journal's events and standings. Pure.

A batch goes to PostgreSQL as one JSON text for each table. Encoding it costs a quarter of encoding the
same columns as arrays, because the client inspects every element of an array.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from server.bidding.restoration.losses import Cause, LostEvent
from server.bidding.settling.records import Standing
from server.domain.events import BidAccepted, Event, OfferSealed, UnitsClaimed
from server.domain.listings.listing import Listing
from server.domain.types import Amount, AuctionId, ItemId, Millis, Source, UserId, Winner

_encode = msgspec.json.Encoder().encode
decode_event = msgspec.json.Decoder(Event).decode
decode_listing = msgspec.json.Decoder(Listing).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode


class UserRow(msgspec.Struct, frozen=True):
    """A user whom the other rows refer to."""

    user_id: UserId
    handle: str


class ListingRow(msgspec.Struct, frozen=True):
    """An item that was put up."""

    item_id: ItemId
    auction_id: AuctionId
    listing: Listing


class AmendmentRow(msgspec.Struct, frozen=True):
    """An item's listing after its amendment by event `seq`."""

    item_id: ItemId
    seq: int
    listing: Listing


class EventRow(msgspec.Struct, frozen=True):
    """An event; `body` is the whole event."""

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
    source: str = Source.ONLINE.value
    paddle: str | None = None


class StandingRow(msgspec.Struct, frozen=True):
    """An item's standing after event `seq`."""

    item_id: ItemId
    seq: int
    status: str
    price: Amount
    leader: UserId | None
    bid_count: int
    ends_at: Millis | None
    winners: tuple[Winner, ...]


class SnapshotRow(msgspec.Struct, frozen=True):
    """An item's encoded state after event `seq`."""

    item_id: ItemId
    seq: int
    state: bytes


class EpochRow(msgspec.Struct, frozen=True):
    """An item's new epoch, which begins after event `epoch_seq`; the last events of those before it."""

    item_id: ItemId
    epoch: int
    epoch_seq: int
    epoch_ends: Sequence[int]
    agreed_seq: int | None


class SetAsideRow(msgspec.Struct, frozen=True):
    """An event that is not part of its item's history, and the reason why."""

    item_id: ItemId
    epoch: int
    seq: int
    body: Event
    reason: Cause


def encoded(rows: Sequence[msgspec.Struct]) -> str:
    """Encode rows for the statements: a JSON array of objects."""
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
        source=bid.source.value,
        paddle=bid.paddle,
    )


def standing_row(item_id: ItemId, standing: Standing) -> StandingRow:
    """Return an item's standing as a row."""
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


def stored_standing(row: Mapping[str, Any]) -> StandingRow:
    """Return an item's standing as it is stored; `row` may have further columns.

    Its winners are decoded for comparison, because PostgreSQL reformats JSON.
    """
    fields = {name: row[name] for name in StandingRow.__struct_fields__}
    return StandingRow(**{**fields, "winners": _decode_winners(row["winners"])})


def lost_event(row: Mapping[str, Any]) -> LostEvent:
    """Return an event that was set aside, from a row of `events_set_aside`."""
    return LostEvent(
        ItemId(row["item_id"]),
        row["epoch"],
        decode_event(row["body"]),
        Cause(row["reason"]),
        stands=row.get("stands", False),
    )
