"""Rows: an item of a sale as its watchers are sent it, from news or from the hot state. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from server.bidding.hot_state.replies import Snapshot
from server.domain.types import Format, ItemId, Position
from server.domain.view import view_item
from server.sockets.broadcast.news import News

_FIELDS = ("epoch", "seq", "status", "price", "minimum", "leader", "bid_count", "ends_at")
_SECRET = {Format.SEALED_FIRST.value, Format.SEALED_SECOND.value, Format.UNIFORM.value}


class Row(NamedTuple):
    """An item's row at `position`, which counts secret events too, unlike the row's own `seq`.

    `clock` and `secret` are None where the news does not tell them: they are as before.
    """

    item_id: ItemId
    position: Position
    fields: Mapping[str, Any]
    clock: Mapping[str, Any] | None
    secret: bool | None


def row_of_news(news: News) -> Row:
    """Return an item's row after the events of its news."""
    return _row(news.item_id, Position(news.epoch, news.seq), news.standing, news.item)


def row_of_snapshot(seen: Snapshot) -> Row:
    """Return an item's row as it was read."""
    view: Any = view_item(seen.item, seen.now, epoch=seen.epoch)
    return _row(seen.item.listing.item_id, seen.position, view, view)


def _row(
    item_id: ItemId,
    position: Position,
    standing: Mapping[str, Any],
    item: Mapping[str, Any] | None,
) -> Row:
    # Nodes of two versions may share a bus, so a standing may lack a field.
    fields = {"item_id": item_id, **{name: standing.get(name) for name in _FIELDS}}
    if item is None:
        return Row(item_id, position, fields, None, None)
    return Row(item_id, position, fields, item.get("clock"), item.get("format") in _SECRET)
