"""Checks of an import: every row by itself, against the other rows, and against the items that exist."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from server.bidding.hot_state.hot_state import HotState
from server.domain.auction import Auction
from server.domain.listings.listing import KeptListing, Listing
from server.domain.listings.moments import misplaced_moments
from server.domain.types import ItemId, Millis, Status
from server.use_cases.catalogue.item_ids import imported_id
from server.use_cases.catalogue.ports import SaleListings
from server.use_cases.stores import refused_by_archive
from server.use_cases.watching import look_at
from server.wire.catalogue.files import FAULTS_MAX, IMPORT_ROWS_MAX, RowFault
from server.wire.codes import FieldError
from server.wire.errors import Refused, shortened
from server.wire.listings import NewItem, listing_of
from server.wire.spreadsheets.row import Row

ROWS_AT_ONCE = 100
"""Rows that are compared with the archive at once."""
HELD_MAX_S = 0.002
"""How long rows are read without letting anything else run."""


@dataclass(slots=True)
class Plan:
    """The outcome of the checks. With faults nothing is put up."""

    rows: int = 0
    existing: int = 0
    new: list[Listing] = field(default_factory=list)
    """The items to put up, in the order of the file."""
    left_over: set[ItemId] = field(default_factory=set)
    """Those of them of which an import that was broken off has left another listing."""
    fault_count: int = 0
    faults: list[RowFault] = field(default_factory=list)
    """The first faults."""

    def add_fault(self, row: int, fault: FieldError) -> None:
        """Count a fault, and keep it if it is one of the first."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_MAX:
            short = shortened(fault)
            self.faults.append(RowFault(row=row, field=short["field"], message=short["message"]))


class Checks:
    """Checks the rows of one import."""

    def __init__(self, auction: Auction, hot_state: HotState, listings: SaleListings) -> None:
        self._auction = auction
        self._hot_state = hot_state
        self._listings = listings
        self._plan = Plan()
        self._rows_of_ids: dict[ItemId, int] = {}
        self._rows_of_lots: dict[str, int] = {}

    async def check(self, rows: Iterable[Row]) -> Plan:
        """Check all rows; raises Refused `unavailable`."""
        left = self._allowed(rows)
        while piece := await self._read(left):
            await self._compare(piece)
        return self._plan

    def _allowed(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Count the rows, and yield those that a file may have."""
        for row in rows:
            self._plan.rows += 1
            if self._plan.rows > IMPORT_ROWS_MAX:
                message = f"a file may have {IMPORT_ROWS_MAX} rows"
                self._plan.add_fault(row.number, FieldError(field="", message=message))
                return
            yield row

    async def _read(self, rows: Iterator[Row]) -> list["_Read"]:
        """Read the next rows that may be put up; none are left if there are no more."""
        piece: list[_Read] = []
        loop = asyncio.get_running_loop()
        since = loop.time()
        for row in rows:
            listing = self._listing(row)
            if listing is not None:
                piece.append(_Read(row.number, listing))
            if loop.time() - since > HELD_MAX_S:
                # Between two parts of a large file bids are settled and answered.
                await asyncio.sleep(0)
                since = loop.time()
            if len(piece) == ROWS_AT_ONCE:
                break
        return piece

    def _listing(self, row: Row) -> Listing | None:
        """Return the listing of a row that has no fault by itself."""
        faults = list(row.faults)
        listing = None
        if row.new_item is not None:
            try:
                new = NewItem.parse_json(row.new_item)
                item_id = imported_id(self._hot_state.keys, self._auction, new)
                listing = listing_of(new, self._auction, item_id)
            except Refused as refused:
                known = {fault["field"] for fault in faults}
                faults += [each for each in _errors(refused) if each["field"] not in known]
        if listing is not None:
            faults += self._repeated(row.number, listing)
        for fault in faults:
            self._plan.add_fault(row.number, fault)
        return None if faults else listing

    def _repeated(self, number: int, listing: Listing) -> Iterator[FieldError]:
        """Find an earlier row that has the same id or the same lot."""
        with_id = self._rows_of_ids.setdefault(listing.item_id, number)
        with_lot = number
        if listing.lot is not None:
            with_lot = self._rows_of_lots.setdefault(listing.lot, number)
        if with_lot != number:
            yield FieldError(field="lot", message=f"row {with_lot} has the same lot")
        elif with_id != number:
            yield FieldError(field="item_id", message=f"row {with_id} has the same item_id")

    async def _compare(self, piece: Sequence["_Read"]) -> None:
        """Compare rows with the items that exist, and plan to put the others up."""
        item_ids = [each.listing.item_id for each in piece]
        lots = [each.listing.lot for each in piece if each.listing.lot is not None]
        async with refused_by_archive():
            kept = await self._listings.kept(item_ids)
            holders = await self._listings.lots(self._auction.auction_id, lots) if lots else {}
        existing = await self._existing(kept)
        now = self._hot_state.clock.now()
        for number, listing in piece:
            known = existing.get(listing.item_id)
            if known is not None:
                faults = list(_against(listing, known))
                self._plan.existing += not faults
            else:
                faults = [*_of_lot(listing, holders), *_of_moments(listing, now)]
                if not faults:
                    self._plan.new.append(listing)
            for fault in faults:
                self._plan.add_fault(number, fault)

    async def _existing(self, kept: Mapping[ItemId, KeptListing]) -> dict[ItemId, KeptListing]:
        """Return the items that exist. If one has no archived event, only the hot state knows it."""
        existing = {item_id: each for item_id, each in kept.items() if each.begun}
        waiting = [item_id for item_id in kept if item_id not in existing]
        seen = await look_at(self._hot_state, waiting) if waiting else []
        for item in (each.item for each in seen):
            existing[item.listing.item_id] = KeptListing(item.listing, True, item.status)
        self._plan.left_over.update(kept.keys() - existing.keys())
        return existing


class _Read(NamedTuple):
    """A row that has no fault by itself."""

    number: int
    listing: Listing


def _errors(refused: Refused) -> list[FieldError]:
    return cast("list[FieldError]", refused.rejection.details["errors"])


def _against(listing: Listing, kept: KeptListing) -> Iterator[FieldError]:
    field = "item_id" if listing.lot is None else "lot"
    if kept.status is Status.DELETED:
        message = "this item was deleted; give it another item_id"
        yield FieldError(field=field, message=message)
    elif kept.listing != listing:
        names = Listing.__struct_fields__
        differ = [name for name in names if getattr(kept.listing, name) != getattr(listing, name)]
        message = f"this item exists with other values of {', '.join(differ)}; amend it instead"
        yield FieldError(field=field, message=message)


def _of_lot(listing: Listing, holders: Mapping[str, ItemId]) -> Iterator[FieldError]:
    if listing.lot is not None and holders.get(listing.lot, listing.item_id) != listing.item_id:
        yield FieldError(field="lot", message=f"lot {listing.lot} is another item's")


def _of_moments(listing: Listing, now: Millis) -> Iterator[FieldError]:
    for name, message in misplaced_moments(listing, now):
        yield FieldError(field=name, message=message)
