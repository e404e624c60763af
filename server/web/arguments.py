"""The arguments of requests: those of the path, and those of a body that may be absent."""

from typing import Any

from aiohttp import web

from server.domain.rejection import Code
from server.wire.errors import Refused
from server.wire.requests import ForAuction, ForItem, Request
from server.wire.saleroom.running import Expectation

_EMPTY = b"{}"


def auction_in_path(request: web.Request) -> ForAuction:
    """Return the auction that a path names; raises Refused `invalid`."""
    return ForAuction.parse({"auction_id": request.match_info["auction_id"]})


def item_in_path(request: web.Request) -> ForItem:
    """Return the item that a path names; raises Refused `invalid`."""
    return ForItem.parse({"item_id": request.match_info["item_id"]})


async def command_fields(request: web.Request, body: type[Request]) -> dict[str, Any]:
    """Return the fields of a command's body, with the `expected_seq` of its query.

    Raises Refused `invalid`, also if body and query expect different events.
    """
    fields = body.parse_json(await request.read() or _EMPTY).model_dump()
    expected = Expectation.parse_query(request.query).expected_seq
    if expected is None:
        return fields
    if fields.get("expected_seq") not in (None, expected):
        message = "expected_seq differs between the query and the body"
        raise Refused(Code.INVALID, message, field="expected_seq")
    return {**fields, "expected_seq": expected}


async def check_without_fields(request: web.Request) -> None:
    """Refuse a body with fields for a request that takes none; raises Refused `invalid`, naming them."""
    Request.parse_json(await request.read() or _EMPTY)
