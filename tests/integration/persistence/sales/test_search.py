"""Items are found by their texts, and by their standings in the archive."""

import json
from typing import Any

import asyncpg
import pytest

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales import search
from persistence.sales.search import ItemSearch
from server.domain.listings.search import Found, Order, Terms
from server.domain.types import AuctionId, Format, Status

ITEMS: list[dict[str, Any]] = [
    {"title": "Vase by Émile Gallé", "lot": "2", "price": 300, "ends_at": 30},
    {"title": "Brass lamp", "description": "Signed Gallé.", "lot": "12", "price": 100},
    {"title": "Lampshade", "lot": "1B", "price": 200, "ends_at": 10, "status": "sold"},
    {"title": "O'Neil's chair (3.5)", "lot": "1A", "price": 300, "ends_at": 20, "format": "dutch"},
    {"title": "Лампа", "price": 50, "ends_at": 40},
    {"title": "Deleted lamp", "price": 1, "status": "deleted"},
    {"title": "Unarchived lamp", "price": None, "seq": 0},
]


@pytest.fixture
async def found(archive: Archive, guarded: GuardedPool, pool: asyncpg.Pool) -> ItemSearch:
    """The search of an archive with a sale of ITEMS, whose ids are i0, i1, ..."""
    assert archive is not None
    for number, item in enumerate(ITEMS):
        listing = {n: item[n] for n in ("title", "lot", "description", "format") if n in item}
        await pool.execute(
            "INSERT INTO items (item_id, auction_id, listing, status, price, ends_at, seq) "
            "VALUES ($1, 'sale', $2, $3, $4, $5, $6)",
            f"i{number}",
            json.dumps(listing),
            item.get("status", "open"),
            item["price"],
            item.get("ends_at"),
            item.get("seq", 5),
        )
    return ItemSearch(guarded)


async def ids(items: ItemSearch, order: Order = Order.NEWEST, **terms: Any) -> str:
    """Search in pages of two; return the numbers of the items that were found, in their order."""
    all_found: list[Found] = []
    while True:
        after = all_found[-1] if all_found else None
        page = await items.find(Terms(**terms), order, after, 2)
        all_found += page
        if len(page) < 2:
            return "".join(each.item_id[1:] for each in all_found)


@pytest.mark.parametrize("common", [1, search.COMMON], ids=["common words", "rare words"])
async def test_items_are_found_by_the_beginnings_of_words(
    found: ItemSearch, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(search, "COMMON", common)
    for words, expected in (
        ("galle", "10"),
        ("GALLÉ brass", "1"),
        ("lamp", "21"),
        ("12", "1"),
        ("o'neil", "3"),
        ("3.5", "3"),
        ("ЛАМП", "4"),
        ("l", ""),
        ("galle zzz", ""),
        ("'", ""),
        ("\\ ' & | ! :* <-> ( lamp", "21"),
    ):
        assert await ids(found, words=words) == expected, words


async def test_items_are_sorted_and_filtered(found: ItemSearch) -> None:
    sale = AuctionId("sale")
    assert await ids(found) == "43210"
    assert await ids(found, Order.PRICE) == "41203"
    assert await ids(found, Order.PRICE, words="lamp", price_max=150) == "1"
    assert await ids(found, Order.PRICE, price_min=100, price_max=200) == "12"
    assert await ids(found, Order.ENDING) == "23041"
    assert await ids(found, Order.ENDING, statuses=(Status.OPEN,), ends_before=40) == "30"
    assert await ids(found, Order.LOT, auction_id=sale) == "32014"
    assert await ids(found, Order.LOT, auction_id=sale, words="lamp") == "21"
    assert await ids(found, auction_id=AuctionId("other")) == ""
    assert await ids(found, formats=(Format.DUTCH,)) == "3"
    assert await ids(found, Order.PRICE, formats=(Format.ENGLISH,), auction_id=sale) == "4120"


async def test_the_catalogue_follows_amendments_and_deletions(
    found: ItemSearch, pool: asyncpg.Pool
) -> None:
    listing = json.dumps({"title": "Mirror", "lot": "3", "format": "fixed"})
    await pool.execute("UPDATE items SET listing = $1 WHERE item_id = 'i2'", listing)
    assert await ids(found, words="lampshade") == ""
    assert await ids(found, words="mirr", formats=(Format.FIXED,)) == "2"
    assert await ids(found, Order.LOT, auction_id=AuctionId("sale")) == "30214"
    await pool.execute("DELETE FROM items WHERE item_id = 'i2'")
    assert await ids(found, words="mirror") == ""


async def test_lots_are_ordered_by_number_and_letters(pool: asyncpg.Pool) -> None:
    lots = ["999999ZZ", "13", "12B", "12AB", "12AA", "12A", "12", "1", "2"]
    rows = await pool.fetch(
        "SELECT lot FROM unnest($1::text[]) AS lot ORDER BY lot_place(lot)", [*lots, "x", None]
    )
    assert [row["lot"] for row in rows][:9] == [
        *("1", "2", "12", "12A", "12AA", "12AB", "12B", "13", "999999ZZ")
    ]
