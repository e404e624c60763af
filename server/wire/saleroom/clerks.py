"""Clerks and paddles of a sale: requests and answers over HTTP."""

from typing import TypedDict

from server.domain.types import Millis
from server.wire.requests import Id, Name, Request
from server.wire.saleroom.running import Paddle
from server.wire.text import UserIdText


class ForClerk(Request):
    """Name a clerk of a sale by their user id."""

    auction_id: Id
    user_id: UserIdText


class ForPaddle(Request):
    """Name a paddle of a sale."""

    auction_id: Id
    number: Paddle


class NewPaddle(Request):
    """Give a paddle to a user, or to a person whom only the house knows, by `name`."""

    user_id: UserIdText | None = None
    name: Name | None = None


class ClerkView(TypedDict):
    """A user who may enter bids and run the items of a sale."""

    user_id: str
    granted_at: Millis


class ClerksAnswer(TypedDict):
    """The clerks of a sale, by user id."""

    clerks: list[ClerkView]


class PaddleView(TypedDict):
    """A paddle of a sale; `user_id` is its bidder's there, and `name` that of a person who is no user."""

    number: str
    user_id: str
    name: str | None


class PaddlesAnswer(TypedDict):
    """The paddles of a sale, by number."""

    paddles: list[PaddleView]


class NoticeAnswer(TypedDict):
    """The number of items that were given a notice; those that had ended were passed over."""

    items: int
