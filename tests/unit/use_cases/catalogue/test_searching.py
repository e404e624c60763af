"""Searching: items are found by the archive and shown as the hot state has them."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from server.bidding.archive import ArchiveUnavailable
from server.domain.listings.search import Found, Order, Terms
from server.domain.rejection import Code
from server.domain.types import ItemId
from server.use_cases.catalogue.searching import Searching
from server.wire.catalogue.searches import Search
from server.wire.errors import Refused
from tests.unit.domain.sale import listing
from tests.unit.use_cases.catalogue.stores import HotItems

ALL = [Found(key, ItemId(f"i{key}")) for key in range(60)]


class Index:
    """An index of 60 items, which remembers the last search."""

    def __init__(self, *, up: bool = True) -> None:
        self.asked: tuple[Terms, Order] | None = None
        self._up = up

    async def find(
        self, terms: Terms, order: Order, after: Found | None, limit: int
    ) -> Sequence[Found]:
        if not self._up:
            raise ArchiveUnavailable("down")
        self.asked = (terms, order)
        return [each for each in ALL if after is None or each > after][:limit]


def hot_items(*missing: str) -> HotItems:
    found = (each.item_id for each in ALL if each.item_id not in missing)
    return HotItems(*(listing(item_id=item_id) for item_id in found))


async def search(index: Index, hot: HotItems, **query: str) -> dict[str, Any]:
    answer = await Searching(index, hot.hot_state).search(Search.parse_query(query))
    decoded: dict[str, Any] = msgspec.json.decode(answer.shown_to(None).body)
    return decoded


async def test_pages_follow_each_other_until_the_last() -> None:
    index, found, query = Index(), [], {"q": "lamp", "sort": "price", "limit": "25"}
    while True:
        page = await search(index, hot_items(), **query)
        found += [item["item_id"] for item in page["items"]]
        if page["next_after"] is None:
            break
        query["after"] = page["next_after"]
    assert found == [each.item_id for each in ALL]
    assert index.asked == (Terms(words="lamp"), Order.PRICE)


async def test_an_item_that_has_just_gone_is_left_out() -> None:
    page = await search(Index(), hot_items("i3"), limit="5")
    assert [item["item_id"] for item in page["items"]] == ["i0", "i1", "i2", "i4"]


async def test_a_cursor_of_another_order_is_refused() -> None:
    page = await search(Index(), hot_items(), sort="price", limit="5")
    with pytest.raises(Refused, match="cursor"):
        await search(Index(), hot_items(), sort="newest", after=page["next_after"])


async def test_a_search_that_the_archive_can_not_answer_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        await search(Index(up=False), hot_items())
    assert refused.value.rejection.code is Code.UNAVAILABLE
