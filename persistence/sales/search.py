"""Finds items by their listings and archived standings (0154)."""

from collections.abc import Sequence
from typing import Any

from persistence.connecting.guarded_pool import GuardedPool
from persistence.queries import SQL
from server.domain.listings.search import Found, Order, Terms

TIMEOUT_MS = 1_000
"""How long PostgreSQL may search."""
COMMON = 5_000
"""Words that so many items have are common."""

_KEYS = {
    Order.NEWEST: "-put_up_at",
    Order.ENDING: "coalesce(ends_at, 9223372036854775807)",
    Order.PRICE: "coalesce(price, 0)",
    Order.LOT: "lot_place",
}
_OF_BIDS = frozenset({Order.ENDING, Order.PRICE})
"""The orders whose keys bids change. No index has them, because it would be written with every bid."""


class ItemSearch:
    """The search of the archive."""

    def __init__(self, pool: GuardedPool) -> None:
        self._pool = pool

    async def find(
        self, terms: Terms, order: Order, after: Found | None, limit: int
    ) -> Sequence[Found]:
        """Return the first items, or those after one; raises ArchiveUnavailable.

        That is also raised for a search that takes PostgreSQL longer than TIMEOUT_MS.
        """
        async with self._pool.transaction() as connection:
            await connection.execute(_SETTINGS)
            words = terms.words
            if words is not None and order not in _OF_BIDS:
                # Items with a common word are soon found in the order of an index. With a rare one
                # that would take a look at all items.
                count = await connection.fetchval(SQL["count_words"], words, COMMON)
                by_words = count < COMMON
            else:
                by_words = words is not None
            statement = _BY_WORDS[order] if by_words else _IN_ORDER[order]
            rows = await connection.fetch(statement, *_arguments(terms, after, limit))
        return [Found(row["key"], row["item_id"]) for row in rows]


_SETTINGS = (
    f"SET LOCAL statement_timeout = {TIMEOUT_MS}; SET LOCAL plan_cache_mode = force_custom_plan"
)


def _arguments(terms: Terms, after: Found | None, limit: int) -> Sequence[Any]:
    key, item_id = after or (None, None)
    return (
        terms.statuses and list(terms.statuses),
        terms.formats and list(terms.formats),
        terms.auction_id,
        terms.price_min,
        terms.price_max,
        terms.ends_before,
        key,
        item_id,
        limit,
        terms.words,
    )


def _in_order(order: Order) -> str:
    """Return the statement that finds items in the order of an index, if there is one for it."""
    of_bids = order in _OF_BIDS
    # PostgreSQL leaves an outer join out where no column of the catalogue is needed.
    return SQL["search_items"].format(
        key=_KEYS[order],
        join="LEFT" if of_bids else "",
        auction_id="items.auction_id" if of_bids else "catalogue.auction_id",
    )


_IN_ORDER = {order: _in_order(order) for order in Order}
_BY_WORDS = {order: SQL["search_words"].format(key=_KEYS[order]) for order in Order}
