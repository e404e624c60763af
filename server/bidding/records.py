"""What is written down: answers, receipts and journal entries, and their MessagePack form.

Hot state and journal outlive a deployment: fields are added with a default, never renamed.
"""

import msgspec

from server.domain.events import BidAccepted, Event
from server.domain.item import Item
from server.domain.rejection import Rejection
from server.domain.types import Amount, Bidder, ItemId, Millis, Status, UserId, Winner


class Accepted(msgspec.Struct, frozen=True, array_like=True):
    """An accepted command's answer: the item's figures right after it.

    `seq` is the number of the bid's own event; for other commands, of the item's last event.
    """

    seq: int
    price: Amount
    minimum: Amount
    leading: bool
    ends_at: Millis | None


Answer = Accepted | Rejection


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What a bid_id was used for and what it was answered."""

    bidder: UserId
    amount: Amount
    answer: Accepted


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """An item's figures after event `seq`, as the archive keeps them beside the item."""

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


_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
decode_item = msgspec.msgpack.Decoder(Item).decode
decode_receipt = msgspec.msgpack.Decoder(Receipt).decode
decode_bid = msgspec.msgpack.Decoder(BidAccepted).decode
decode_entry = msgspec.msgpack.Decoder(JournalEntry).decode


def standing(item: Item) -> Standing:
    """Return an item's figures."""
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
