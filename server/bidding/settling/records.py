"""Stored records: answers, receipts and journal entries, and their MessagePack form.

Hot state and journal outlive a deployment, so fields are only appended, each with a default.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from server.domain.commands import AutoBid
from server.domain.events import (
    BidAccepted,
    BidsRetracted,
    BidVoided,
    Event,
    UnitsClaimed,
)
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.rejection import Rejection
from server.domain.types import Amount, Bidder, ItemId, Millis, Origin, Status, UserId, Winner


class Accepted(msgspec.Struct, frozen=True, array_like=True):
    """An accepted command's answer: the item's fields right after it.

    `seq` is the number of the bid's own event or, for other commands, of the item's last event.
    """

    seq: int
    price: Amount
    minimum: Amount
    leading: bool
    ends_at: Millis | None


Answer = Accepted | Rejection


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """The use of a bid_id: the bid, its answer, and the fields that a retraction needs.

    `most` and `seq` are 0 in a receipt that is older than maximum bids. They then equal the amount
    and the answer's seq.
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
    bought_at: Amount | None = None
    """The price at which the bid bought the item below its amount or maximum, and for which it stands."""
    origin: Origin | None = None
    taken_at: Amount | None = None
    """The amount at which the opening took a bid that was left, and for which it stands (0159)."""


Recent = BidAccepted | UnitsClaimed | BidsRetracted | BidVoided
"""The late events that are kept for clients that catch up: bids, and their removals."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """An item's fields after event `seq`, as the archive keeps them with the item (0003)."""

    seq: int
    status: Status
    price: Amount
    leader: Bidder | None
    bid_count: int
    ends_at: Millis | None
    winners: tuple[Winner, ...]


class JournalEntry(msgspec.Struct, frozen=True, array_like=True):
    """The events that one commit wrote for one item."""

    item_id: ItemId
    standing: Standing
    events: tuple[Event, ...]
    state: bytes | None = None
    """The encoded item after the events, in the entries that the archive takes snapshots from (0112)."""


class _ItemV1(msgspec.Struct, frozen=True):
    """The first stored form of an item: a map, for English items with visible bids only."""

    listing: Listing
    seq: int
    status: Status
    price: Amount
    leader: Bidder | None = None
    bid_count: int = 0
    ends_at: Millis | None = None
    paused_at: Millis | None = None
    winners: tuple[Winner, ...] = ()


# 0140: an item's fields but for the listing, which is stored beside them.
_State: Any = msgspec.defstruct(
    "_State",
    [
        (each.name, each.type, each.default)
        for each in msgspec.structs.fields(Item)
        if each.name != "listing"
    ],
    frozen=True,
    array_like=True,
    tag=3,
)


_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
decode_receipt = msgspec.msgpack.Decoder(Receipt).decode
decode_recent = msgspec.msgpack.Decoder(Recent).decode
decode_entry = msgspec.msgpack.Decoder(JournalEntry).decode
decode_listing = msgspec.msgpack.Decoder(Listing).decode
_decode_item: Callable[[bytes], Any] = msgspec.msgpack.Decoder(Item | _State).decode
_decode_item_v1 = msgspec.msgpack.Decoder(_ItemV1).decode


def encode_state(item: Item) -> bytes:
    """Encode an item without its listing."""
    return encode((3, *msgspec.structs.astuple(item)[1:]))


def decode_item(stored: bytes, listing: Listing | None = None) -> Item:
    """Read an item in any version of its stored form.

    The third form has no listing, and gets this one. Raises `msgspec.DecodeError` for bytes that are not
    an item, and for an item without a listing.
    """
    # 0015: a map of up to 15 fields is the first form. Later forms are arrays that begin with a version.
    if stored[:1] and stored[0] >> 4 == 0x8:
        return _upgraded(_decode_item_v1(stored))
    item = _decode_item(stored)
    if isinstance(item, Item):
        return item
    if listing is None:
        raise msgspec.DecodeError("the item has no listing")
    return Item(listing, *msgspec.structs.astuple(item))


def _upgraded(item: _ItemV1) -> Item:
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    leader_max = 0 if item.leader is None else item.price
    return Item(leader_max=leader_max, opens_at=item.listing.opens_at, **fields)


def recent(events: Iterable[Event]) -> list[Recent]:
    """Return those events that are kept for clients that catch up; never a secret one."""
    return [
        event
        for event in events
        if isinstance(event, BidAccepted)
        or (isinstance(event, BidsRetracted | BidVoided) and not event.hidden)
    ]


def standing(item: Item) -> Standing:
    """Return the fields of an item that the archive keeps with it."""
    return Standing(
        seq=item.seq,
        status=item.status,
        price=item.price,
        leader=item.leader,
        bid_count=item.bid_count,
        ends_at=item.ends_at,
        winners=item.winners,
    )


def journal_entry(
    item: Item, events: tuple[Event, ...], state: bytes | None = None
) -> JournalEntry:
    """Build the entry for `events`, after which the item is `item`."""
    return JournalEntry(item.listing.item_id, standing(item), events, state)
