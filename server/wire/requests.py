"""The requests of clients as strict models: the socket events' arguments and the HTTP bodies.

Both faces parse with these models, so a field has the same meaning and the same limits on both.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import from_json

from server.domain.events import Reason
from server.domain.rejection import Code
from server.domain.types import AMOUNT_MAX, UNKNOWN_EPOCH, OnOutage, Position
from server.wire.bidders.terms import SaleTerms
from server.wire.errors import Refused
from server.wire.house.fee_rules import FeeRules
from server.wire.text import LINE, LINES, NAME_CHARS_MAX, UserIdText

BODY_BYTES_MAX = 64 * 1024
"""The longest body of an HTTP request."""

TOKEN_CHARS_MAX = 4_096
"""The longest token, on both faces."""
AUCTIONS_MAX = 100
"""Sales in a page of the list of sales."""
ITEMS_MAX = 500
"""Items in a page of a sale."""
ERRORS_MAX = 5
"""Wrong fields that a refusal names."""
FIELDS_MAX = 64
"""No request has as many fields; an object with more is refused before pydantic lists them all."""
DEPTH_MAX = 3
"""Objects within objects of a request, itself included, and one to spare."""
_SCALARS = frozenset({str, int, float, bool, type(None)})

_R = TypeVar("_R")
_V = TypeVar("_V")

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,64}$")]
Amount = Annotated[int, Field(ge=1, le=AMOUNT_MAX, description="in minor units")]
Millis = Annotated[int, Field(ge=0, le=2**53, description="milliseconds since the epoch")]
Duration = Annotated[int, Field(ge=1, le=86_400_000, description="milliseconds")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_CHARS_MAX), *LINE]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), *LINE]
Text = Annotated[str, StringConstraints(max_length=4_000), *LINES]
ImageUrl = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://[!-~]+$")]
Multiple = Annotated[int, Field(ge=2, le=10_000, description="of the minimum of the moment")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=100), *LINE]
"""The words of a search."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Request(BaseModel):
    """A request; unknown fields are refused and values are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def parse(cls, payload: object) -> Self:
        """Parse an event's argument; raises Refused `invalid`, naming the first wrong fields."""
        _check_width(payload)
        # `model_validate` ends in this call as well, after as much time in Python.
        parsed: Self = _checked(cls.__pydantic_validator__.validate_python, payload)
        return parsed

    @classmethod
    def parse_json(cls, body: bytes) -> Self:
        """Parse an HTTP body; raises Refused `invalid`, naming the first wrong fields."""
        with suppress(ValueError):
            _check_width(from_json(body))
        return _checked(cls.model_validate_json, body)


class Watch(Request):
    """Join an item's room; `since` asks for the bids after that event number of that `epoch`."""

    item_id: Id
    since: Annotated[int, Field(ge=0, le=2**53)] | None = None
    epoch: Annotated[int, Field(ge=0, le=2**53)] | None = None

    @property
    def position(self) -> Position | None:
        """The position after which bids are asked for, in an unknown epoch if none is named."""
        if self.since is None:
            return None
        return Position(UNKNOWN_EPOCH if self.epoch is None else self.epoch, self.since)


class ForItem(Request):
    """Name an item."""

    item_id: Id


class ForAuction(Request):
    """Name an auction."""

    auction_id: Id


class Page(Request):
    """Ask for a page of a list in the query string."""

    @classmethod
    def parse_query(cls, query: Mapping[str, str]) -> Self:
        """Parse a query string, whose values are text; raises Refused `invalid`."""
        _check_width(query)
        return _checked(cls.model_validate_strings, dict(query))


class HistoryPage(Page):
    """Ask for a page of an item's history: `?before=SEQ&limit=N`."""

    before: Annotated[int, Field(ge=0, le=2**53)] = 2**53
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class AuctionsPage(Page):
    """Ask for a page of the sales: `?q=WORDS&after=AUCTION_ID&limit=N`. Other parameters have no effect.

    A sale is found by `q` if its title has a word that begins with each of the words.
    """

    model_config = ConfigDict(extra="ignore")

    q: Words | None = None
    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=AUCTIONS_MAX)] = AUCTIONS_MAX


class ItemsPage(Page):
    """Ask for a page of a sale's items: `?after=ITEM_ID&limit=N`. Other parameters have no effect."""

    model_config = ConfigDict(extra="ignore")

    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=ITEMS_MAX)] = ITEMS_MAX


class Bid(Request):
    """Bid on an item. The client chooses `bid_id`; the same one sent again gets the first answer again."""

    bid_id: Id
    item_id: Id
    amount: Amount
    max_amount: Amount | None = None
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    raise_own: bool = False
    """Whether a bidder who leads raises the price against themselves."""
    confirmed: bool = False
    """Whether an implausibly high amount or maximum is meant."""


class TakeBack(Request):
    """Retract a bid: the body of `POST /items/{id}/retract`."""

    bid_id: Id
    reason: Annotated[Reason, Field(strict=False)]


class Retract(TakeBack):
    """Retract a bid."""

    item_id: Id


class EndAt(Request):
    """Move an item's end: the body of `POST /items/{id}/extend`."""

    ends_at: Millis
    expected_seq: Annotated[int, Field(ge=0, le=2**53)] | None = None


class Extend(EndAt):
    """Move an item's end."""

    item_id: Id


class Authenticate(Request):
    """Give a connected socket its first token, or a fresh one."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=TOKEN_CHARS_MAX)]


class Clock(Request):
    """Ask for the server's clock; the answer repeats `sent_at`."""

    sent_at: Annotated[float, Field(allow_inf_nan=False)]


class NewUser(Request):
    """Register a bidder."""

    name: Name


class Sequence(Request):
    """Run a sale's items one after another; each opens `gap_s` seconds after the one before has ended."""

    gap_s: Annotated[int, Field(ge=0, le=86_400)]


class StaggeredEnds(Request):
    """End a sale's items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later."""

    first_ends_at: Millis
    interval_s: Annotated[int, Field(ge=1, le=86_400)]


class NewAuction(Request):
    """Create a sale. `spending_limit` holds for each bidder over all items, unless they have their own.

    `fees` are those of all its items that have none of their own. With `approval` the house decides who
    may bid. With `terms` or a `deposit` alone a bidder who has accepted them, or left it, is admitted at
    once.
    With `consignor_bids` clerks may bid for the consignor below the reserve. With `early_bids` bidders may
    leave bids on its items before the opening.
    """

    auction_id: Id | None = None
    title: Title
    currency: Currency = "EUR"
    approval: bool = False
    spending_limit: Amount | None = None
    sequence: Sequence | None = None
    stagger: StaggeredEnds | None = None
    fees: FeeRules | None = None
    on_outage: Annotated[OnOutage, Field(strict=False)] = OnOutage.EXTEND
    terms: SaleTerms | None = None
    deposit: bool = False
    bid_cap: Amount | None = None
    bid_multiple: Multiple | None = None
    consignor_bids: bool = False
    early_bids: bool = False


class ForBidder(Request):
    """Name a bidder of an auction by their user id."""

    auction_id: Id
    user_id: UserIdText


def _check_width(payload: object, depth: int = DEPTH_MAX) -> None:
    """Refuse an object with far too many fields, also within an object.

    pydantic makes an error of each unknown field, which costs many times what parsing it does (0084).
    """
    if not isinstance(payload, Mapping):
        return
    if len(payload) > FIELDS_MAX:
        message = f"Objects should have at most {FIELDS_MAX} fields"
        raise Refused(Code.INVALID, message, errors=[{"field": "", "message": message}])
    if depth > 1:
        for value in payload.values():
            if type(value) not in _SCALARS:
                _check_width(value, depth - 1)


def _checked(parse: Callable[[_V], _R], value: _V) -> _R:
    try:
        return parse(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        errors = [_field_error(each) for each in found[:ERRORS_MAX]]
        first = errors[0]
        message = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
        raise Refused(Code.INVALID, message, errors=errors) from None


def _field_error(error: Any) -> dict[str, str]:
    # pydantic's own message would name our class.
    not_an_object = error["type"] == "model_type"
    message = "Input should be an object" if not_an_object else error["msg"]
    message = message.removeprefix("Value error, ")
    # A part that begins with ~ is a tag of ours for a kind of value, not part of the client's path.
    written = [part for part in map(str, error["loc"]) if not part.startswith("~")]
    return {"field": ".".join(written), "message": message}
