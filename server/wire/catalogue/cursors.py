"""Cursors: places in a list, as texts that a client sends back unread."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

import msgspec
from pydantic import StringConstraints

from server.domain.listings.search import Found, Order
from server.domain.rejection import Code
from server.domain.types import ItemId
from server.wire.errors import Refused

CursorText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{1,200}$")]

_Key = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_decode = msgspec.json.Decoder(tuple[Order, _Key, str]).decode
_is_id = re.compile(r"[A-Za-z0-9_.\-]{1,64}").fullmatch


def cursor_of(order: Order, last: Found) -> str:
    """Return the cursor of the last item of a page."""
    place = msgspec.json.encode((order, last.key, last.item_id))
    return urlsafe_b64encode(place).rstrip(b"=").decode()


def place_of(cursor: str, order: Order) -> Found:
    """Return the place of a cursor of a list in this order; raises Refused `invalid`."""
    try:
        made_in, key, item_id = _decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, msgspec.MsgspecError, UnicodeDecodeError):
        raise _unknown() from None
    if made_in is not order or not _is_id(item_id):
        raise _unknown()
    return Found(key, ItemId(item_id))


def _unknown() -> Refused:
    return Refused(Code.INVALID, "after: no page of this list has this cursor", field="after")
