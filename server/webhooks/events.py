"""The events that are sent to webhooks, and their bodies. Pure.

The body of an event is made once, when it is written beside the history, so every attempt sends the same.
"""

import base64
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec

from server.domain.charges.outcome import Outcome
from server.domain.events import BidVoided, Event, ItemAwarded, ItemClosed, ItemReopened
from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, ItemId, Millis, Position, Status, UserId, Winner

_encode = msgspec.json.Encoder().encode


class EventType(StrEnum):
    """The type of an event that is sent. BIDDER_OUTBID is frequent, and TEST is sent on request only."""

    ITEM_SOLD = "item.sold"
    ITEM_UNSOLD = "item.unsold"
    ITEM_AWARDED = "item.awarded"
    ITEM_REOPENED = "item.reopened"
    BID_VOIDED = "bid.voided"
    BIDDER_ADMITTED = "bidder.admitted"
    BIDDER_OUTBID = "bidder.outbid"
    TEST = "webhook.test"


class OutwardEvent(msgspec.Struct, frozen=True):
    """An event that is sent, in the order of `epoch` and `seq` within its `subject`."""

    event_id: str
    type: EventType
    auction_id: AuctionId | None
    subject: str
    epoch: int
    seq: int
    body: str


def of_item(epoch: int, event: Event, listing: Listing) -> OutwardEvent | None:
    """Return the event that is sent for one of an item's history, None for most of them."""
    found = _type_and_data(event, listing)
    if found is None:
        return None
    kind, data = found
    return _outward(kind, listing, Position(epoch, event.seq), event.at, data)


def outbid(
    listing: Listing, position: Position, at: Millis, user_id: UserId, price: int
) -> OutwardEvent:
    """Return the event that is sent when a bidder has lost the lead."""
    data = {"user_id": user_id, "price": price}
    return _outward(EventType.BIDDER_OUTBID, listing, position, at, data)


def admitted(
    auction_id: AuctionId, user_id: UserId, spending_limit: int | None, at: Millis
) -> OutwardEvent:
    """Return the event that is sent when a bidder has been admitted to a sale."""
    data = {"auction_id": auction_id, "user_id": user_id, "spending_limit": spending_limit}
    kind = EventType.BIDDER_ADMITTED
    event_id = id_of(kind, auction_id, user_id, at)
    subject = f"{auction_id}/{user_id}"
    return OutwardEvent(event_id, kind, auction_id, subject, 0, at, body_of(kind, at, data))


def id_of(*parts: object) -> str:
    """Return the id of an event, which is the same whenever the event is written again."""
    digest = sha256("\n".join(map(str, parts)).encode()).digest()
    return "msg_" + base64.b32encode(digest[:20]).decode().lower()


def body_of(kind: EventType, at: Millis, data: object) -> str:
    """Return the body of an event: its type, its time by ISO 8601, and its data."""
    moment = datetime.fromtimestamp(at // 1000, UTC).replace(microsecond=at % 1000 * 1000)
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _encode({"type": kind.value, "timestamp": written, "data": data}).decode()


def _type_and_data(event: Event, listing: Listing) -> tuple[EventType, dict[str, Any]] | None:
    data: dict[str, Any]
    match event:
        case ItemClosed(status=Status.SOLD):
            sold = {"winners": _winners(listing, event.winners)}
            return EventType.ITEM_SOLD, {**sold, "below_reserve": event.below_reserve}
        case ItemClosed():
            return EventType.ITEM_UNSOLD, {"winners": [], "passed": event.passed}
        case ItemAwarded(defaulted=defaulted, winner=winner):
            awarded = {"defaulted": defaulted.user_id, "winners": _winners(listing, (winner,))}
            return EventType.ITEM_AWARDED, awarded
        case ItemReopened(ends_at=ends_at):
            return EventType.ITEM_REOPENED, {"ends_at": ends_at}
        case BidVoided(bidder=bidder, bid_ids=bid_ids, reason=reason):
            data = {"user_id": bidder.user_id, "handle": bidder.handle}
            return EventType.BID_VOIDED, {**data, "bid_ids": bid_ids, "reason": reason}
        case _:
            return None


def _winners(listing: Listing, winners: tuple[Winner, ...]) -> list[dict[str, Any]]:
    charges = Outcome(listing, Status.SOLD, winners).charges()
    return [
        {
            "user_id": winner.bidder.user_id,
            "handle": winner.bidder.handle,
            "amount": winner.amount,
            "quantity": winner.quantity,
            "hammer_price": charge.hammer,
            "premium": charge.premium,
            "tax": charge.tax,
            "total": charge.total,
        }
        for winner, charge in charges
    ]


def _outward(
    kind: EventType, listing: Listing, position: Position, at: Millis, data: dict[str, Any]
) -> OutwardEvent:
    item_id: ItemId = listing.item_id
    head = {
        "auction_id": listing.auction_id,
        "item_id": item_id,
        "lot": listing.lot,
        "title": listing.title,
        "currency": listing.currency,
        **position._asdict(),
    }
    event_id = id_of(kind, item_id, *position)
    body = body_of(kind, at, head | data)
    subject = f"item/{item_id}"
    return OutwardEvent(event_id, kind, listing.auction_id, subject, *position, body=body)
