"""Exports: the items of a sale as a file that can be imported again, read in pages."""

from collections.abc import AsyncIterator

from server.bidding.archive import Archive
from server.domain.auction import Auction
from server.identity.permissions import Auctioneer
from server.use_cases.catalogue.own_sales import own_sale
from server.use_cases.catalogue.ports import SaleListings
from server.use_cases.stores import refused_by_archive
from server.wire.catalogue.files import ExportOptions
from server.wire.listings.forms import form_of
from server.wire.requests import ForAuction
from server.wire.spreadsheets.cells import decimals_of
from server.wire.spreadsheets.writing import CsvWriter, JsonWriter

PAGE = 50
"""Listings that are read and written at once."""
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class Exporting:
    """Writes sales as files."""

    def __init__(self, archive: Archive, listings: SaleListings) -> None:
        self._archive = archive
        self._listings = listings

    async def own_sale(self, seller: Auctioneer, request: ForAuction) -> Auction:
        """Return a sale that the seller runs; raises Refused `not_found`, `forbidden` or `unavailable`."""
        return await own_sale(self._archive, seller, request)

    async def pieces(self, auction: Auction, options: ExportOptions) -> AsyncIterator[bytes]:
        """Yield the pieces of a file; raises Refused `unavailable`, also after some of them."""
        writer = _writer(auction, options)
        after = None
        head = writer.head()
        while True:
            async with refused_by_archive():
                page = await self._listings.page(auction.auction_id, after=after, limit=PAGE)
            rows = [writer.row(form_of(listing, auction)) for listing in page]
            yield b"".join([head, *rows])
            if len(page) < PAGE:
                break
            head, after = b"", page[-1].item_id
        yield writer.tail()


def _writer(auction: Auction, options: ExportOptions) -> CsvWriter | JsonWriter:
    if options.format == "json":
        return JsonWriter()
    return CsvWriter(decimals_of(auction.currency), DELIMITERS[options.delimiter])
