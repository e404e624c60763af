"""The wire of a sale's feed: the request to watch a sale, its answer, and the messages to its room."""

from typing import Annotated, Literal, NamedTuple, NotRequired, Self, TypedDict

from pydantic import Field, model_validator

from server.domain.types import Amount, Millis
from server.domain.view import ClockView, OwnView, StatusName
from server.wire.requests import Id, Request

_Number = Annotated[int, Field(ge=0, le=2**53)]
_POSITION = ("feed", "number", "as_of")


class FeedPosition(NamedTuple):
    """How far a client knows a sale: the last message, by its feed and number, and its `as_of`."""

    feed: str
    number: int
    as_of: Millis


class WatchSale(Request):
    """Join a sale's room.

    `feed`, `number` and `as_of` of the last message ask for the items that have changed since. `after`
    asks for the next page, after this item.
    """

    auction_id: Id
    feed: Id | None = None
    number: _Number | None = None
    as_of: _Number | None = None
    after: Id | None = None

    @model_validator(mode="after")
    def _position_is_whole(self) -> Self:
        named = [getattr(self, name) is not None for name in _POSITION]
        if any(named) and not all(named):
            raise ValueError("feed, number and as_of belong together")
        return self

    @property
    def position(self) -> FeedPosition | None:
        """The position since which changed items are asked for."""
        if self.feed is None or self.number is None or self.as_of is None:
            return None
        return FeedPosition(self.feed, self.number, self.as_of)


class SaleItem(TypedDict):
    """One item of a sale as it stands after event `seq` of its `epoch`.

    Of two rows of an item the one with the higher `(epoch, seq)` counts. A Dutch item has its `clock`,
    from which the present price follows, and its `price` is that of the last event.
    """

    item_id: str
    epoch: int
    seq: int
    status: StatusName
    price: Amount
    minimum: Amount
    leader: str | None
    bid_count: int
    ends_at: Millis | None
    clock: NotRequired[ClockView]


class SaleMessage(TypedDict):
    """Items of a sale that have changed. Messages of one `feed` are numbered without a gap.

    Everything that had happened in the sale before `as_of` is in this message and those before it.
    `since` is present in the message that a recovered connection is sent: it has all that happened from
    that moment on, and completes a client whose latest `as_of` is not before it.
    """

    auction_id: str
    feed: str
    number: int
    as_of: Millis
    items: list[SaleItem]
    since: NotRequired[Millis]


class SaleAnswer(TypedDict):
    """A page of a sale's items, in the sale's order; `next_after` asks for the next page.

    With a position in the request these are the items that have changed since. `yours` has the reader's
    own maxima and offers on items of the page, by item.
    """

    ok: Literal[True]
    auction_id: str
    feed: str
    number: int
    as_of: Millis
    items: list[SaleItem]
    next_after: str | None
    yours: dict[str, OwnView]
