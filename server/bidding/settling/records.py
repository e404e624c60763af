"""What is written down: answers, receipts and journal entries, and their MessagePack form.

Hot state and journal outlive a deployment: fields are added with a default, never renamed.
"""

from collections.abc import Iterable

import msgspec

from server.domain.commands import AutoBid
from server.domain.events import BidAccepted, BidsRetracted, Event, UnitsClaimed
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Rejection
from server.domain.types import Amount, Bidder, ItemId, Millis, Status, UserId, Winner


class Accepted(msgspec.Struct, frozen=True, array_like=True):
    """An accepted command's answer: the item's fields right after it.

    `seq` is the number of the bid's own event; for other commands, of the item's last event.
    """

    seq: int
    price: Amount
    minimum: Amount
    leading: bool
    ends_at: Millis | None


Answer = Accepted | Rejection


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What a bid_id was used for and what it was answered; and what a retraction has to know of the bid.

    `most` 0 and `seq` 0, in a receipt of before there were maxima: the amount, and the answer's.
    """

    bidder: UserId
    amount: Amount
    answer: Accepted
    most: Amount = 0
    quantity: int = 1
    handle: str = ""
    seq: int = 0
    at: Millis = 0
    retracted: bool = False
    auto: AutoBid | None = None
    shown: bool = True


Recent = BidAccepted | UnitsClaimed | BidsRetracted
"""What is remembered of late events, for those who catch up: bids, and that some were taken back."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """An item's fields after event `seq`, as the archive keeps them beside the item."""

    seq: int
    status: Status
    price: Amount
    leader: Bidder | None
    bid_count: int
    ends_at: Millis | None
    winners: tuple[Winner, ...]


class JournalEntry(msgspec.Struct, frozen=True, array_like=True):
    """What one commit did to one item."""

    item_id: ItemId
    standing: Standing
    events: tuple[Event, ...]


class _ItemV1(msgspec.Struct, frozen=True):
    """The first stored form of an item: a map, of English items with visible bids only."""

    listing: Listing
    seq: int
    status: Status
    price: Amount
    leader: Bidder | None = None
    bid_count: int = 0
    ends_at: Millis | None = None
    paused_at: Millis | None = None
    winners: tuple[Winner, ...] = ()


_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
decode_receipt = msgspec.msgpack.Decoder(Receipt).decode
decode_recent = msgspec.msgpack.Decoder(Recent).decode
decode_entry = msgspec.msgpack.Decoder(JournalEntry).decode
_decode_item = msgspec.msgpack.Decoder(Item).decode
_decode_item_v1 = msgspec.msgpack.Decoder(_ItemV1).decode


def decode_item(stored: bytes) -> Item:
    """Read an item, whichever version of the stored form it was written in.

    Raises `msgspec.DecodeError` for bytes that are no item's.
    """
    # A map of up to 15 fields: later forms are arrays that begin with their version.
    if stored[:1] and stored[0] >> 4 == 0x8:
        return _upgraded(_decode_item_v1(stored))
    return _decode_item(stored)


def _upgraded(item: _ItemV1) -> Item:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    leader_max = 0 if item.leader is None else item.price
    return Item(leader_max=leader_max, opens_at=item.listing.opens_at, **fields)


def recent(events: Iterable[Event]) -> list[Recent]:
    """Return those events that are remembered for those who catch up; never a secret one."""
    return [
        event
        for event in events
        if isinstance(event, BidAccepted) or (isinstance(event, BidsRetracted) and not event.hidden)
    ]


def standing(item: Item) -> Standing:
    """Return an item's fields."""
    return Standing(
        seq=item.seq,
        status=item.status,
        price=item.price,
        leader=item.leader,
        bid_count=item.bid_count,
        ends_at=item.ends_at,
        winners=item.winners,
    )


def journal_entry(item: Item, events: tuple[Event, ...]) -> JournalEntry:
    """Build the entry for `events`, after which the item is `item`."""
    return JournalEntry(item.listing.item_id, standing(item), events)
