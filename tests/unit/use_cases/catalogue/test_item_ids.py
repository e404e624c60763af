"""The ids of imported items follow from the sale and the lot, or are those of the file."""

import pytest
from msgspec.structs import replace

from server.bidding.hot_state.keys import Keys
from server.domain.types import AuctionId, ItemId
from server.use_cases.catalogue.item_ids import imported_id
from server.wire.errors import Refused
from server.wire.listings import NewItem
from tests.unit.use_cases.catalogue.stores import SALE
from tests.unit.wire.refusals import named

KEYS = Keys(16)
CHECKED = replace(SALE, approval=True)


def new(**fields: str) -> NewItem:
    return NewItem.model_validate({"title": "Lamp", "start_price": 100, **fields})


def test_a_lot_of_a_sale_has_one_id_whenever_it_is_imported() -> None:
    ids = {imported_id(KEYS, SALE, new(lot=lot)) for lot in ("1", "1A", "2", "1")}
    assert len(ids) == 3
    assert all(len(item_id) == 16 for item_id in ids)
    other = replace(SALE, auction_id=AuctionId("other"))
    assert imported_id(KEYS, other, new(lot="1")) not in ids
    assert imported_id(KEYS, SALE, new(item_id="lamp", lot="1")) == "lamp"


def test_the_items_of_a_sale_that_checks_its_bidders_live_in_its_shard() -> None:
    shard = KEYS.shard(CHECKED.auction_id)
    ids = [imported_id(KEYS, CHECKED, new(lot=str(lot))) for lot in range(1, 60)]
    assert {KEYS.shard(item_id) for item_id in ids} == {shard}
    assert len(set(ids)) == len(ids)
    elsewhere = next(f"i{n}" for n in range(99) if KEYS.shard(ItemId(f"i{n}")) != shard)
    with pytest.raises(Refused) as refused:
        imported_id(KEYS, CHECKED, new(item_id=elsewhere))
    assert named(refused.value) == {"item_id"}


def test_the_items_of_a_group_live_in_the_shard_of_their_sale() -> None:
    shard = KEYS.shard(SALE.auction_id)
    ids = [imported_id(KEYS, SALE, new(lot=str(lot), closes_with="g")) for lot in range(1, 20)]
    assert {KEYS.shard(item_id) for item_id in ids} == {shard}


def test_an_item_without_a_lot_and_an_id_is_refused() -> None:
    with pytest.raises(Refused, match="needs a lot or an item_id") as refused:
        imported_id(KEYS, SALE, new())
    assert named(refused.value) == {"lot"}
