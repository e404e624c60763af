"""A search among items: the terms that they have to meet, and the order in which they are found."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from server.domain.types import Amount, AuctionId, Format, ItemId, Millis, Status


class Order(StrEnum):
    """The order of the items that a search finds.

    NEWEST begins with the item that was put up last, ENDING with the nearest end, PRICE with the lowest
    price, and LOT with the lowest lot number.
    """

    NEWEST = "newest"
    ENDING = "ending"
    PRICE = "price"
    LOT = "lot"


class Terms(msgspec.Struct, frozen=True):
    """The terms that an item has to meet; None sets no term.

    `words` are the beginnings of words of its title, lot number or description. The price is from
    `price_min` to `price_max`, both included, and the end is before `ends_before`.
    """

    words: str | None = None
    statuses: tuple[Status, ...] | None = None
    formats: tuple[Format, ...] | None = None
    auction_id: AuctionId | None = None
    price_min: Amount | None = None
    price_max: Amount | None = None
    ends_before: Millis | None = None


class Found(NamedTuple):
    """An item that was found, and its key in the order of the search."""

    key: int
    item_id: ItemId
