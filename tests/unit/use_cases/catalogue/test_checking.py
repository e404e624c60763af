"""Checks of an import: every fault of every row is found, and nothing that exists is planned again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.listings.listing import Listing
from server.domain.types import AuctionId
from server.use_cases.catalogue import checking
from server.use_cases.catalogue.checking import Checks, Plan
from server.use_cases.catalogue.item_ids import imported_id
from server.wire.catalogue.files import FAULTS_MAX
from server.wire.listings import NewItem, listing_of
from server.wire.spreadsheets.row import Row
from tests.unit.domain.sale import NOON
from tests.unit.use_cases.catalogue.stores import SALE, HotItems, KeptListings

LAMP: dict[str, Any] = {"lot": "1", "title": "Lamp", "start_price": 100}


def rows(*items: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of items, with their defaults those of LAMP, numbered from 1."""
    for number, fields in enumerate(items, 1):
        yield Row(number, json.dumps({**LAMP, **fields}).encode())


def listing(**fields: Any) -> Listing:
    new = NewItem.model_validate({**LAMP, **fields})
    return listing_of(new, SALE, imported_id(HotItems.keys, SALE, new))


async def plan_of(
    *items: dict[str, Any], kept: KeptListings | None = None, hot: HotItems | None = None
) -> Plan:
    checks = Checks(SALE, (hot or HotItems()).hot_state, kept or KeptListings())
    return await checks.check(rows(*items))


def faults(plan: Plan) -> list[tuple[int, str]]:
    return [(fault["row"], fault["field"]) for fault in plan.faults]


async def test_new_items_are_planned_in_the_order_of_the_file() -> None:
    plan = await plan_of(*({"lot": str(lot)} for lot in (3, 1, 2)))
    assert [each.lot for each in plan.new] == ["3", "1", "2"]
    assert (plan.rows, plan.existing, plan.faults) == (3, 0, [])


async def test_every_fault_is_named_by_its_row_and_field() -> None:
    plan = await plan_of(
        {"title": "", "start_price": -1},
        {"lot": None},
        {"lot": "2", "reserve": 50},
        {"lot": "3", "opens_at": NOON - 3_600_000, "ends_at": NOON - 1},
        {"lot": "4", "item_id": "a"},
        {"lot": "5", "item_id": "a"},
        {"lot": "4", "item_id": "b"},
        {"lot": None, "item_id": "a"},
    )
    assert faults(plan) == [
        *((1, "title"), (1, "start_price"), (2, "lot"), (3, "reserve")),
        *((6, "item_id"), (7, "lot"), (8, "item_id"), (4, "opens_at"), (4, "ends_at")),
    ]
    assert plan.fault_count == len(plan.faults)


async def test_a_fault_of_a_cell_is_not_named_twice() -> None:
    row = Row(7, b'{"lot": "1", "title": "Lamp"}', [{"field": "start_price", "message": "odd"}])
    plan = await Checks(SALE, HotItems().hot_state, KeptListings()).check([row])
    assert plan.faults == [{"row": 7, "field": "start_price", "message": "odd"}]


async def test_existing_items_are_counted_although_their_moments_are_past() -> None:
    past = {"ends_at": NOON - 1, "opens_at": NOON - 2}
    kept = KeptListings(listing(**past), listing(lot="2"))
    plan = await plan_of(past, {"lot": "2"}, {"lot": "3"}, kept=kept)
    assert (plan.existing, [each.lot for each in plan.new], plan.faults) == (2, ["3"], [])


async def test_an_item_that_exists_otherwise_is_a_fault() -> None:
    elsewhere = replace(listing(item_id="mine", lot=None), auction_id=AuctionId("other"))
    deleted = listing(lot="3")
    kept = KeptListings(listing(title="Vase", reserve=500), elsewhere, deleted, listing(lot="4"))
    kept.deleted.add(deleted.item_id)
    plan = await plan_of(
        {},
        {"lot": None, "item_id": "mine"},
        {"lot": "3"},
        {"lot": "4", "item_id": "another"},
        kept=kept,
    )
    assert faults(plan) == [(1, "lot"), (2, "item_id"), (3, "lot"), (4, "lot")]
    messages = [fault["message"] for fault in plan.faults]
    assert "other values of title, reserve" in messages[0]
    assert "other values of auction_id" in messages[1]
    assert "was deleted" in messages[2]
    assert messages[3] == "lot 4 is another item's"


async def test_what_a_broken_off_import_left_is_put_up_as_the_file_says_now() -> None:
    kept = KeptListings(listing(title="Vsae"), listing(lot="2"), begun=False)
    plan = await plan_of({"title": "Vase"}, {"lot": "2"}, kept=kept, hot=HotItems(listing(lot="2")))
    assert [each.title for each in plan.new] == ["Vase"]
    assert plan.left_over == {plan.new[0].item_id}
    assert plan.existing == 1


async def test_the_first_faults_are_named_and_all_are_counted() -> None:
    plan = await plan_of(*({"title": ""} for _ in range(FAULTS_MAX + 50)))
    assert (len(plan.faults), plan.fault_count) == (FAULTS_MAX, FAULTS_MAX + 50)


async def test_a_file_with_too_many_rows_is_read_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "IMPORT_ROWS_MAX", 5)
    left = rows(*({"lot": str(lot)} for lot in range(1, 20)))
    plan = await Checks(SALE, HotItems().hot_state, KeptListings()).check(left)
    assert faults(plan) == [(6, "")]
    assert next(left).number == 7
