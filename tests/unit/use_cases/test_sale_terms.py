"""An item that has just been put up follows what its sale has become."""

from typing import Any, cast

import pytest
from msgspec.structs import replace

from server.bidding.archive import Archive, ArchiveUnavailable, NotInArchive
from server.bidding.floor import Floor
from server.bidding.hot_state.keys import Keys
from server.domain.auction import Auction
from server.domain.charges.fees import Fees
from server.domain.commands import AmendItem, Command, DeleteItem
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, UserId
from server.use_cases.sale_terms import SaleTerms, changes_of_terms, is_misplaced
from server.wire.errors import Refused
from tests.unit.domain.sale import HOUSE, listing

SALE = Auction(AuctionId("sale"), "Sale", UserId("house"), "H", "EUR", 1)


class Stores:
    """An archive with one sale, or an error, and a floor that takes every command."""

    def __init__(self, found: Auction | Exception) -> None:
        self.found = found
        self.commands: list[Command] = []

    async def auction(self, auction_id: AuctionId) -> Auction:
        assert auction_id == SALE.auction_id
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def submit(self, item_id: ItemId, command: Command) -> None:
        assert item_id == "lamp"
        self.commands.append(command)

    async def follow(self) -> None:
        terms = SaleTerms(cast("Floor", self), cast("Archive", self), Keys(8))
        await terms.follow(HOUSE, [listing()], SALE)


@pytest.mark.parametrize(
    ("fees", "after", "expected"),
    [
        (None, {}, {}),
        (None, {"title": "Another"}, {}),
        (None, {"currency": "USD", "gap_ms": 5}, {"currency": "USD", "gap_ms": 5}),
        (None, {"fees": Fees((), 5, 0)}, {"fees": Fees((), 5, 0)}),
        (Fees((), 7, 0), {"fees": Fees((), 5, 0), "approval": True}, {"approval": True}),
    ],
)
def test_an_item_has_the_terms_of_its_sale_and_keeps_fees_of_its_own(
    fees: Fees | None, after: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert changes_of_terms(listing(fees=fees), SALE, replace(SALE, **after)) == expected


def test_only_a_sale_that_checks_its_bidders_needs_its_items_beside_it() -> None:
    gated, names = replace(SALE, approval=True), [f"lamp-{number}" for number in range(40)]
    placed = {is_misplaced(listing(item_id=name), gated, Keys(8)) for name in names}
    assert placed == {True, False}
    assert not any(is_misplaced(listing(item_id=name), SALE, Keys(8)) for name in names)
    assert not any(is_misplaced(listing(item_id=name), gated, Keys(1)) for name in names)


async def test_an_item_of_an_unchanged_sale_stays_as_it_is() -> None:
    stores = Stores(replace(SALE, title="Another"))
    await stores.follow()
    assert stores.commands == []


async def test_an_item_follows_its_changed_sale() -> None:
    stores = Stores(replace(SALE, currency="USD"))
    await stores.follow()
    assert stores.commands == [AmendItem(HOUSE, {"currency": "USD"})]


@pytest.mark.parametrize(
    ("found", "code"),
    [(NotInArchive("auction"), Code.NOT_FOUND), (replace(SALE, approval=True), Code.INVALID)],
)
async def test_an_item_without_a_place_in_its_sale_is_deleted(
    found: Auction | Exception, code: Code
) -> None:
    keys = Keys(8)
    assert keys.shard(ItemId("lamp")) != keys.shard(SALE.auction_id)
    stores = Stores(found)
    with pytest.raises(Refused) as refused:
        await stores.follow()
    assert refused.value.rejection.code is code
    assert stores.commands == [DeleteItem(HOUSE)]


async def test_whether_an_item_follows_is_unknown_while_the_archive_is_down() -> None:
    stores = Stores(ArchiveUnavailable("down"))
    with pytest.raises(Refused) as refused:
        await stores.follow()
    assert refused.value.rejection.code is Code.UNKNOWN
    assert stores.commands == []
