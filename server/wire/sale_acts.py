"""Acts on whole sales: their requests and answers."""

from typing import Literal, TypedDict

from server.wire.requests import Duration, Id, Request


class NewAct(Request):
    """Pause or resume a sale: the body of `POST /auctions/{id}/pause` and `/resume`, which may be absent.

    The client may choose `act_id`. The same one again finds the act done, or goes on with it.
    """

    act_id: Id | None = None


class ExtendSale(NewAct):
    """Move the ends of all items of a sale by `by_ms`: the body of `POST /auctions/{id}/extend`.

    Without an `act_id` each request is another act.
    """

    by_ms: Duration


class ActOnSale(NewAct):
    """Pause or resume a sale."""

    auction_id: Id


class ExtendWholeSale(ExtendSale):
    """Move the ends of all items of a sale by `by_ms`."""

    auction_id: Id


class ActCounts(TypedDict):
    """The items of a sale by the result of an act.

    `ended` ones had ended before. On `failed` ones it goes on in the background.
    """

    changed: int
    unchanged: int
    ended: int
    failed: int


class ActAnswer(TypedDict):
    """An act on a sale that was carried out."""

    ok: Literal[True]
    act_id: str
    items: ActCounts
