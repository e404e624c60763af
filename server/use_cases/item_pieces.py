"""Items as pieces of JSON for the pages of sales, each encoded once for as long as it does not change.

A page of 500 lots consists of pieces, so that making it costs little and holds the loop up for no long
time (0126). The number of bytes that are kept is bounded; the pieces asked for last stay.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, cast

import msgspec

from server.bidding.hot_state.replies import Snapshot
from server.domain.item import Item
from server.domain.types import Format, ItemId, UserId
from server.domain.view import OwnView, view_item
from server.wire.bidders.mine import own_views

BYTES_MAX = 8 * 1024 * 1024
_DIGEST_BYTES = 12

_encode = msgspec.json.Encoder().encode


class _Piece(NamedTuple):
    item: Item
    epoch: int
    open_json: bytes
    """The item's view without its `server_time` and the closing brace."""
    digest: bytes
    """Of `open_json`."""


class EncodedItem(NamedTuple):
    """An item's view as JSON, and a digest of all of it except its `server_time`."""

    json: bytes
    digest: bytes


class ShownPage(NamedTuple):
    """A page of items as one reader is shown it."""

    body: bytes
    tag: str
    """The same for pages that differ in nothing but their `server_time` (0217)."""


class ItemPage:
    """A page of items, encoded for everybody; its readers' own maxima and offers stand beside it."""

    def __init__(
        self, view: Mapping[str, Any], encoded: Sequence[EncodedItem], items: Sequence[Item]
    ) -> None:
        """`view` is all of the page except its `items`, which are `encoded`."""
        listed = msgspec.Raw(b"[%b]" % b",".join(each.json for each in encoded))
        self._body = _encode({**view, "items": listed})
        self._digest = _digest(_encode(view), *(each.digest for each in encoded))
        self._items = items
        self._own: list[tuple[ItemId, Mapping[UserId, OwnView]]] | None = None

    def shown_to(self, user_id: UserId | None) -> ShownPage:
        """Return the page, for a known reader with `yours`, their own maxima and offers by item."""
        if user_id is None:
            return ShownPage(self._body, self._digest.hex())
        yours = _encode(self._own_of(user_id))
        body = b'%b,"yours":%b}' % (self._body[:-1], yours)
        return ShownPage(body, _digest(self._digest, yours).hex())

    def _own_of(self, user_id: UserId) -> dict[ItemId, OwnView]:
        if self._own is None:
            # Made for the first reader with a token, for all of them.
            each = ((item.listing.item_id, own_views(item)) for item in self._items)
            self._own = [(item_id, own) for item_id, own in each if own]
        return {item_id: own[user_id] for item_id, own in self._own if user_id in own}


class ItemPieces:
    """The encoded views of the items that were asked for last."""

    def __init__(self, *, bytes_max: int = BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._pieces: dict[ItemId, _Piece] = {}

    def encoded(self, seen: Snapshot) -> EncodedItem:
        """Return an item's view as JSON."""
        item = seen.item
        piece = self._taken(item.listing.item_id)
        shown = (item, seen.epoch)
        if piece is None or (piece.item, piece.epoch) != shown or _moves_with_time(item):
            encoded = _open_json(seen)
            piece = _Piece(item, seen.epoch, encoded, _digest(encoded))
        self._keep(piece)
        return EncodedItem(b'%b,"server_time":%d}' % (piece.open_json, seen.now), piece.digest)

    def _taken(self, item_id: ItemId) -> _Piece | None:
        piece = self._pieces.pop(item_id, None)
        if piece is not None:
            self._bytes -= len(piece.open_json)
        return piece

    def _keep(self, piece: _Piece) -> None:
        self._pieces[piece.item.listing.item_id] = piece
        self._bytes += len(piece.open_json)
        while self._bytes > self._bytes_max:
            self._taken(next(iter(self._pieces)))


def _digest(*parts: bytes) -> bytes:
    """Return a digest of parts, which has room for no mistake where one of them ends."""
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()


def _moves_with_time(item: Item) -> bool:
    """Return whether an item's view changes although the item does not: a falling clock's price does."""
    return item.listing.format is Format.DUTCH


def _open_json(seen: Snapshot) -> bytes:
    view = cast("dict[str, Any]", view_item(seen.item, seen.now, epoch=seen.epoch))
    del view["server_time"]
    return _encode(view)[:-1]
