"""Searches among items, as query strings, and their answers."""

from typing import Annotated, Literal, NotRequired, TypedDict, TypeVar

from pydantic import Field, StringConstraints

from server.domain.listings.search import Order, Terms
from server.domain.rejection import Code
from server.domain.types import ENDED, AuctionId, Format, Status
from server.domain.view import ItemView, OwnView
from server.wire.catalogue.cursors import CursorText
from server.wire.errors import Refused
from server.wire.requests import Amount, Id, Millis, Page, Words

FOUND_MAX = 100
"""Items in a page of a search."""

_E = TypeVar("_E", Status, Format)

LISTED = tuple(status for status in Status if status is not Status.DELETED)
LIVE = tuple(status for status in LISTED if status not in ENDED)


def _list_of(words: tuple[str, ...] | type[Format]) -> StringConstraints:
    """Return a constraint on text that has one or several of the words, with commas between them."""
    one = "|".join(words)
    return StringConstraints(pattern=f"^({one})(,({one})){{0,9}}$")


class Search(Page):
    """Search for items: `?q=WORDS&status=open,closing&sort=ending&after=CURSOR&limit=N`.

    An item is found if its title, lot number and description together have a word that begins with each
    word of `q`. `sort=lot` needs an `auction_id`. With `sort=ending` and without `status`, ended items are
    left out.
    """

    q: Words | None = None
    status: Annotated[str, _list_of(LISTED)] | None = None
    format: Annotated[str, _list_of(Format)] | None = None
    auction_id: Id | None = None
    price_min: Amount | None = None
    price_max: Amount | None = None
    ends_before: Millis | None = None
    sort: Literal["newest", "ending", "price", "lot"] = "newest"
    after: CursorText | None = None
    limit: Annotated[int, Field(ge=1, le=FOUND_MAX)] = 50

    @property
    def order(self) -> Order:
        """The order of the items."""
        return Order(self.sort)

    def terms(self) -> Terms:
        """Return the terms that items have to meet; raises Refused `invalid`."""
        if self.order is Order.LOT and self.auction_id is None:
            message = "sort: lots are numbered within a sale, so this order needs an auction_id"
            raise Refused(Code.INVALID, message, field="sort")
        statuses = _split(self.status, Status)
        if statuses is None and self.order is Order.ENDING:
            statuses = LIVE
        return Terms(
            words=self.q,
            statuses=statuses,
            formats=_split(self.format, Format),
            auction_id=None if self.auction_id is None else AuctionId(self.auction_id),
            price_min=self.price_min,
            price_max=self.price_max,
            ends_before=self.ends_before,
        )


class ItemList(TypedDict):
    """A page of the items that a search finds, as they stand now; `next_after` is null on the last page.

    With a token, `yours` has the reader's own maxima and offers by item.
    """

    items: list[ItemView]
    next_after: str | None
    yours: NotRequired[dict[str, OwnView]]


def _split(text: str | None, kind: type[_E]) -> tuple[_E, ...] | None:
    return None if text is None else tuple(map(kind, text.split(",")))
