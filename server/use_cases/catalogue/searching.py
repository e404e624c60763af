"""Searching: items are found by the archive, which is a little behind, and shown as they stand now."""

from server.bidding.hot_state.hot_state import HotState
from server.domain.item import Item
from server.use_cases.catalogue.ports import ItemSearch
from server.use_cases.item_pieces import EncodedItem, ItemPage, ItemPieces
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at
from server.wire.catalogue.cursors import cursor_of, place_of
from server.wire.catalogue.searches import Search

ITEMS_AT_ONCE = 25
"""Items that are read and shown without letting anything else run."""
PIECES_BYTES_MAX = 4 * 1024 * 1024


class Searching:
    """Searches among the items of all sales."""

    def __init__(self, items: ItemSearch, hot_state: HotState) -> None:
        self._items = items
        self._hot_state = hot_state
        self._pieces = ItemPieces(bytes_max=PIECES_BYTES_MAX)

    async def search(self, search: Search) -> ItemPage:
        """Find a page of items; raises Refused `invalid` or `unavailable`.

        The body of the page is an ItemList.
        """
        after = None if search.after is None else place_of(search.after, search.order)
        terms = search.terms()
        async with refused_by_archive():
            # One more than the page tells whether there is another page.
            found = await self._items.find(terms, search.order, after, search.limit + 1)
        page = found[: search.limit]
        pieces: list[EncodedItem] = []
        items: list[Item] = []
        for at in range(0, len(page), ITEMS_AT_ONCE):
            item_ids = [each.item_id for each in page[at : at + ITEMS_AT_ONCE]]
            seen = await look_at(self._hot_state, item_ids)
            pieces += map(self._pieces.encoded, seen)
            items += (each.item for each in seen)
        more = len(found) > search.limit
        view = {"next_after": cursor_of(search.order, page[-1]) if more else None}
        return ItemPage(view, pieces, items)
