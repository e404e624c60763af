"""A watcher's knowledge of a sale: a pure fold of the server's messages, in whatever order they arrive.

Each message has the latest state of the items that have changed, so the newest state of an item shows
at once, whatever is missing before it. The numbers of the messages tell whether one is missing.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from auction_client.messages import SaleAnswer, SaleItem, SaleMessage, Yours

AHEAD_MAX = 64
"""How many messages after a missing one are remembered; beyond that, all of them count as missing."""


class SaleView(Struct, frozen=True, kw_only=True):
    """The items of a sale as they stand, in the sale's order, by their ids."""

    items: Mapping[str, SaleItem]
    yours: Mapping[str, Yours]
    """The reader's own maxima and offers, as they were when the sale was read."""
    feed: str
    number: int
    """The message of `feed` up to which nothing is missing."""
    as_of: int
    """Everything before this moment is in the view."""
    ahead: frozenset[int] = frozenset()
    """The numbers of messages after a missing one."""
    is_lost: bool = False
    """Whether an unknown number of messages is missing."""

    @property
    def has_gap(self) -> bool:
        """Whether messages are missing."""
        return self.is_lost or bool(self.ahead)


def fold_first_page(view: SaleView | None, page: SaleAnswer) -> SaleView:
    """Take in the first page of an answer to `watch_sale`, by which nothing before it is missing."""
    same_feed = view is not None and view.feed == page.feed
    if view is None:
        view = SaleView(items={}, yours={}, feed=page.feed, number=page.number, as_of=page.as_of)
    number = max(view.number, page.number) if same_feed else page.number
    ahead = view.ahead if same_feed else frozenset()
    moved = replace(view, feed=page.feed, as_of=max(view.as_of, page.as_of), is_lost=False)
    return fold_page(_advanced(moved, number, ahead), page)


def fold_page(view: SaleView, page: SaleAnswer) -> SaleView:
    """Take in a page."""
    shown = {item.item_id for item in page.items}
    kept = {item_id: own for item_id, own in view.yours.items() if item_id not in shown}
    merged = _merged(view, page.items)
    return replace(merged, yours={**kept, **page.yours})


def fold_sale_message(view: SaleView, message: SaleMessage) -> SaleView:
    """Take in a message to the sale's room."""
    view = _merged(view, message.items)
    if message.since is not None:
        if view.has_gap or view.as_of < message.since:
            return replace(view, is_lost=True)
        moved = replace(view, feed=message.feed, as_of=max(view.as_of, message.as_of))
        return _advanced(moved, message.number, frozenset())
    if message.feed != view.feed:
        return replace(view, is_lost=True)
    if message.number <= view.number:
        return view
    if message.number == view.number + 1:
        moved = replace(view, as_of=max(view.as_of, message.as_of))
        return _advanced(moved, message.number, view.ahead)
    if len(view.ahead) == AHEAD_MAX:
        return replace(view, is_lost=True)
    return replace(view, ahead=view.ahead | {message.number})


def _advanced(view: SaleView, number: int, ahead: frozenset[int]) -> SaleView:
    """Move to a message, and on over those after it that have arrived before."""
    while number + 1 in ahead:
        number += 1
    later = frozenset(each for each in ahead if each > number)
    return replace(view, number=number, ahead=later)


def _merged(view: SaleView, items: Iterable[SaleItem]) -> SaleView:
    """Take the later state of each item. A maximum is forgotten when its item's leader changes."""
    merged, yours = dict(view.items), dict(view.yours)
    for item in items:
        known = merged.get(item.item_id)
        if known is not None and (item.epoch, item.seq) < (known.epoch, known.seq):
            continue
        merged[item.item_id] = item
        if known is not None and known.leader != item.leader:
            yours.pop(item.item_id, None)
    return replace(view, items=merged, yours=yours)
