"""Rows of events and bids as PostgreSQL's COPY takes them: lines with tabs between their columns. Pure."""

from collections.abc import Iterable

import msgspec

from server.domain.events import BidAccepted, Event, OfferSealed, UnitsClaimed
from server.domain.types import ItemId

EVENT_COLUMNS = ("item_id", "seq", "at", "type", "body")
BID_COLUMNS = (
    *("item_id", "seq", "bid_id", "bidder", "amount", "at", "auto", "quantity", "secret"),
    *("source", "paddle"),
)

_encode = msgspec.json.Encoder().encode
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"
_WITH_QUANTITY = (UnitsClaimed, OfferSealed)


def event_lines(events: Iterable[tuple[ItemId, Event]]) -> bytes:
    """Return the rows of events."""
    lines = []
    for item_id, event in events:
        # JSON has no control characters.
        body = _encode(event).decode().replace("\\", "\\\\")
        lines.append(f"{_text(item_id)}\t{event.seq}\t{event.at}\t{type(event).__name__}\t{body}\n")
    return "".join(lines).encode()


def bid_lines(bids: Iterable[tuple[ItemId, BidAccepted | OfferSealed]]) -> bytes:
    """Return the rows of bids."""
    lines = []
    for item_id, bid in bids:
        secret = isinstance(bid, OfferSealed)
        auto = False if isinstance(bid, OfferSealed) else bid.auto
        quantity = bid.quantity if isinstance(bid, _WITH_QUANTITY) else 1
        paddle = _NULL if bid.paddle is None else _text(bid.paddle)
        lines.append(
            f"{_text(item_id)}\t{bid.seq}\t{_text(bid.bid_id)}\t{_text(bid.bidder.user_id)}\t"
            f"{bid.amount}\t{bid.at}\t{auto}\t{quantity}\t{secret}\t{bid.source}\t{paddle}\n"
        )
    return "".join(lines).encode()


def _text(value: str) -> str:
    # Nearly no text needs its characters replaced, and looking for them is cheaper.
    if value.isprintable() and "\\" not in value:
        return value
    return value.translate(_ESCAPED)
