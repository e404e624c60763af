"""Sales as files over HTTP: imports and exports.

Files are larger than all other bodies, so these routes read and write them in pieces, with a deadline.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

from aiohttp import hdrs, web

from server.domain.auction import Auction
from server.identity.permissions import auctioneer
from server.use_cases.catalogue.exporting import Exporting
from server.use_cases.catalogue.importing import Importing
from server.web.arguments import auction_in_path
from server.web.bearer import Bearer
from server.web.errors import respond
from server.web.transport.connections import HttpConnection
from server.wire.catalogue.files import IMPORT_BYTES_MAX, ExportOptions, ImportOptions
from server.wire.errors import Refused
from server.wire.spreadsheets.cells import decimals_of
from server.wire.spreadsheets.csv_rows import csv_rows
from server.wire.spreadsheets.json_rows import json_rows
from server.wire.spreadsheets.row import Row

FILE_TIMEOUT_S = 60.0
"""How long a file may take to arrive, or to be read by the client."""
CSV, JSON = "text/csv", "application/json"


class Files:
    """`/auctions/{id}/import` and `/auctions/{id}/export`."""

    def __init__(self, importing: Importing, exporting: Exporting, bearer: Bearer) -> None:
        self._importing = importing
        self._exporting = exporting
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post("/auctions/{auction_id}/import", self.import_items),
            web.get("/auctions/{auction_id}/export", self.export_items, allow_head=False),
        ]

    async def import_items(self, request: web.Request) -> web.Response:
        """Put the items of a file up in a sale."""
        seller = auctioneer(self._bearer.identity(request))
        options = ImportOptions.parse_query(request.query)
        content_type = _content_type(request)
        auction = await self._importing.own_sale(seller, auction_in_path(request))
        with self._importing.turn(seller):
            body = await _read(request)
            rows = _rows(content_type, body, auction)
            answer = await self._importing.carry_out(seller, auction, rows, dry_run=options.dry_run)
        return respond(answer)

    async def export_items(self, request: web.Request) -> web.Response:
        """Send the items of a sale as a file."""
        seller = auctioneer(self._bearer.identity(request))
        options = ExportOptions.parse_query(request.query)
        auction = await self._exporting.own_sale(seller, auction_in_path(request))
        pieces = self._exporting.pieces(auction, options)
        first = await anext(pieces)
        response = web.Response(
            body=_sent(request, first, pieces),
            content_type=CSV if options.format == "csv" else JSON,
            charset="utf-8" if options.format == "csv" else None,
        )
        name = f"{auction.auction_id}.{options.format}"
        response.headers[hdrs.CONTENT_DISPOSITION] = f'attachment; filename="{name}"'
        return response


async def _read(request: web.Request) -> bytes:
    """Read a file; raises HTTPRequestEntityTooLarge, or BodyLateError after FILE_TIMEOUT_S."""
    length = request.content_length or 0
    if isinstance(request.protocol, HttpConnection):
        request.protocol.allow_body(FILE_TIMEOUT_S)
    body = bytearray()
    while length <= IMPORT_BYTES_MAX:
        piece = await request.content.readany()
        if not piece:
            return bytes(body)
        body += piece
        length = max(length, len(body))
    raise web.HTTPRequestEntityTooLarge(IMPORT_BYTES_MAX, length)


async def _sent(
    request: web.Request, first: bytes, pieces: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """Yield the pieces of a file. The connection is cut if one can't be had or the client is too slow.

    A client sees by the missing end that the file is not whole.
    """
    transport = request.transport
    assert transport is not None, "the request has just been read"
    deadline = asyncio.get_running_loop().call_later(FILE_TIMEOUT_S, transport.abort)
    try:
        yield first
        async for piece in pieces:
            yield piece
    except Refused:
        transport.abort()
    finally:
        deadline.cancel()


def _content_type(request: web.Request) -> str:
    charset = (request.charset or "utf-8").lower()
    if request.content_type not in (CSV, JSON) or charset not in ("utf-8", "utf8"):
        raise web.HTTPUnsupportedMediaType(
            reason=f"the body must be {CSV} or {JSON} in UTF-8",
            headers={"Accept": f"{CSV}, {JSON}"},
        )
    return request.content_type


def _rows(content_type: str, body: bytes, auction: Auction) -> Iterator[Row]:
    if content_type == JSON:
        return json_rows(body)
    return csv_rows(body, decimals_of(auction.currency))
