"""Imports: all items of a file are put up once, whatever stops an import in the middle."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, cast

import pytest

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.domain.auction import Auction
from server.domain.commands import Command, ScheduleItem
from server.domain.rejection import Code, Rejection
from server.domain.running.blocking import BLOCKED_MAX
from server.domain.types import AuctionId, ItemId, Role, UserId
from server.identity.identity import Identity
from server.identity.permissions import Auctioneer
from server.use_cases.bidders.store import SaleBidders
from server.use_cases.catalogue.importing import AT_ONCE, Importing
from server.use_cases.lots import Lots
from server.wire.catalogue.files import ImportAnswer
from server.wire.errors import Refused
from server.wire.spreadsheets.row import Row
from tests.unit.use_cases.catalogue.stores import SALE, HotItems, KeptListings, scheduled_item
from tests.unit.use_cases.stand_ins import HOUSE

ROWS = [
    Row(n, json.dumps({"lot": str(n), "title": "Lamp", "start_price": 5}).encode())
    for n in range(1, 61)
]


class Sales:
    """An archive of the sale, which does not change."""

    async def auction(self, auction_id: AuctionId) -> Auction:
        assert auction_id == SALE.auction_id
        return SALE


class Scheduling:
    """A floor that puts items up, and answers some lots otherwise."""

    def __init__(self, hot: HotItems) -> None:
        self.scheduled: list[str | None] = []
        self.answers: dict[str, Rejection] = {}
        self._hot = hot

    async def submit(self, item_id: ItemId, command: Command) -> object:
        assert isinstance(command, ScheduleItem)
        listing = command.listing
        assert command.blocked == ("rude",)
        rejection = self.answers.get(listing.lot or "")
        if rejection is None or rejection.code is Code.UNKNOWN:
            assert item_id not in self._hot.items, "an item is put up once"
            self.scheduled.append(listing.lot)
            self._hot.items[item_id] = scheduled_item(listing)
        return rejection


class Claims:
    """Claims of lot numbers that always succeed."""

    def __init__(self, hot: HotItems) -> None:
        self.held: dict[ItemId, str] = {}
        self._hot = hot

    async def claim_all(self, auction_id: AuctionId, lots: Mapping[str, ItemId]) -> None:
        assert auction_id == SALE.auction_id
        self.held |= {item_id: lot for lot, item_id in lots.items()}

    async def settle(self, auction_id: AuctionId, item_id: ItemId) -> None:
        assert auction_id == SALE.auction_id
        if item_id not in self._hot.items:
            del self.held[item_id]


class Blocks:
    """The blocks of the sale: one user."""

    async def blocked(self, auction_id: AuctionId, *, limit: int) -> tuple[UserId, ...]:
        assert (auction_id, limit) == (SALE.auction_id, BLOCKED_MAX)
        return (UserId("rude"),)


class House:
    """An importing house with stores of its own."""

    def __init__(self) -> None:
        self.kept, self.hot = KeptListings(), HotItems()
        self.floor, self.lots = Scheduling(self.hot), Claims(self.hot)
        self.importing = Importing(
            cast("Floor", self.floor),
            self.hot.hot_state,
            cast("Archive", Sales()),
            self.kept,
            lots=cast("Lots", self.lots),
            bidders=cast("SaleBidders", Blocks()),
            hold=self.hold,
        )
        self.held: list[ItemId] = []

    async def hold(self, auction_id: AuctionId, item_ids: Sequence[ItemId]) -> None:
        assert auction_id == SALE.auction_id
        self.held += item_ids

    async def send(self, rows: list[Row] = ROWS, *, dry_run: bool = False) -> ImportAnswer:
        return await self.importing.carry_out(Auctioneer(HOUSE), SALE, rows, dry_run=dry_run)


def counts(answer: ImportAnswer) -> tuple[int, int, int]:
    return answer["created"], answer["existing"], answer["fault_count"]


async def test_a_rehearsal_changes_nothing() -> None:
    house = House()
    assert counts(await house.send(dry_run=True)) == (60, 0, 0)
    assert (house.floor.scheduled, house.kept.all) == ([], {})


async def test_the_same_import_again_finds_its_items() -> None:
    house = House()
    assert counts(await house.send()) == (60, 0, 0)
    assert [house.kept.all[item_id].lot for item_id in house.kept.added] == [
        str(n) for n in range(1, 61)
    ]
    assert counts(await house.send()) == (0, 60, 0)


async def test_one_fault_keeps_all_items_back() -> None:
    house = House()
    with pytest.raises(Refused, match="the file has 1 faults, so nothing was put up") as refused:
        await house.send([*ROWS, Row(61, b'{"lot": "61", "title": "Lamp"}')])
    errors: Any = refused.value.rejection.details["errors"]
    assert [each["field"] for each in errors] == ["61.start_price"]
    assert (house.floor.scheduled, house.kept.all) == ([], {})


@pytest.mark.parametrize("code", [Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN])
async def test_an_import_that_is_broken_off_is_finished_by_the_next(code: Code) -> None:
    house = House()
    house.floor.answers["30"] = Rejection(code, "no answer", {"retry_after_ms": 5})
    with pytest.raises(Refused, match="send the same import again") as refused:
        await house.send()
    assert refused.value.rejection.code is code
    assert refused.value.rejection.details == {"retry_after_ms": 5}
    kept = {each.lot for each in house.kept.all.values()}
    assert kept == set(house.floor.scheduled), "a refused item leaves no listing"
    assert kept == set(house.lots.held.values())
    house.floor.answers.clear()
    created, existing, _ = counts(await house.send())
    assert existing == len(kept)
    assert created == 60 - existing
    assert sorted(map(int, filter(None, house.floor.scheduled))) == list(range(1, 61))


async def test_a_few_imports_run_at_once_and_one_of_a_user() -> None:
    importing = House().importing
    with ExitStack() as others:
        for number in range(AT_ONCE - 1):
            others.enter_context(importing.turn(seller(f"house-{number}")))
        with importing.turn(seller("last")):
            for user in ("last", "another"):
                with pytest.raises(Refused, match="is running"), importing.turn(seller(user)):
                    pass
        with pytest.raises(Refused, match="is running"), importing.turn(seller("house-0")):
            pass
        with importing.turn(seller("another")):
            pass


def seller(name: str) -> Auctioneer:
    """Return an auctioneer of this name."""
    return Auctioneer(Identity(UserId(name), name, Role.AUCTIONEER, expires_at=0, code="hhhh"))
