"""One operation of the HTTP face, and the refusals that many operations share."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from server.domain.rejection import Code
from server.wire.requests import BODY_BYTES_MAX, Request


class Who(StrEnum):
    """The token that a request needs."""

    ANYBODY = "Needs no token."
    ANYBODY_OR_KNOWN = "Needs no token; with a token the answer holds more."
    KNOWN = "Needs a user's token."
    AUCTIONEER = "Needs an auctioneer's token."
    SERVICE = "Needs the signature of the operator's own service, by Standard Webhooks."
    CLERK = "Needs the token of the sale's auctioneer, or of one of its clerks."


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    `answers` is the type of a JSON body, or the media type of any other. `codes` are the refusals
    that are typical of the route. `not_ready` is a second status with the same body as `status`.
    A body that `takes` describes may be absent with `may_be_empty`.
    With `unless_changed` a client can name the answer that it has, and is sent it again only if it changed.
    `takes_also` and `answers_also` are media types besides JSON, and `bytes_max` bounds the body.
    """

    method: str
    path: str
    name: str
    group: str
    summary: str
    answers: type | str
    who: Who = Who.ANYBODY
    takes: type[Request] | None = None
    may_be_empty: bool = False
    takes_also: str | None = None
    answers_also: str | None = None
    bytes_max: int = BODY_BYTES_MAX
    query: type[Request] | None = None
    status: HTTPStatus = HTTPStatus.OK
    unless_changed: bool = False
    not_ready: HTTPStatus | None = None
    codes: tuple[Code, ...] = ()


FLOOR = (Code.BUSY, Code.UNAVAILABLE, Code.UNKNOWN)
NOT_ALLOWED = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
BY_STATUS = (Code.NOT_OPEN, Code.PAUSED, Code.CLOSED)
RUNS_ITEM = (Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, *BY_STATUS, *FLOOR)
READS = (Code.INVALID, Code.NOT_FOUND, Code.UNAVAILABLE)
RUNS_SALE = (Code.INVALID, *NOT_ALLOWED, Code.NOT_FOUND, Code.UNAVAILABLE)
