"""The answers to requests, and how a message is read."""

from collections.abc import Mapping
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

UNANSWERED = "unanswered"
"""The client's own code for an answer that did not arrive; the request may have had its effect."""

T = TypeVar("T")

RefusalCode = Literal[
    "invalid",
    "unauthenticated",
    "forbidden",
    "not_found",
    "not_open",
    "paused",
    "closed",
    "too_low",
    "implausible",
    "off_ladder",
    "already_leading",
    "sold_out",
    "not_retractable",
    "conflict",
    "bid_id_reused",
    "own_item",
    "limit_exceeded",
    "rate_limited",
    "busy",
    "unavailable",
    "unknown",
    "internal",
    "unanswered",
]
"""The codes of the contract, and the client's own. A newer server may send others."""


class Refusal(Struct, frozen=True, kw_only=True):
    """A refusal: a stable code, a sentence, and the details that help to correct the request."""

    code: str
    message: str
    details: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    @property
    def minimum(self) -> int | None:
        """The least amount that would be accepted, in a refusal about an amount."""
        return self._number("minimum")

    @property
    def price(self) -> int | None:
        """The price of the moment."""
        return self._number("price")

    @property
    def limit(self) -> int | None:
        """The spending limit, or the amount above which a bid has to be confirmed."""
        return self._number("limit")

    @property
    def seq(self) -> int | None:
        """The event number of the item as it is."""
        return self._number("seq")

    @property
    def remaining(self) -> int | None:
        """The number of units that are left."""
        return self._number("remaining")

    @property
    def retry_after_ms(self) -> int | None:
        """The pause after which the same request may succeed."""
        return self._number("retry_after_ms")

    def _number(self, name: str) -> int | None:
        value = self.details.get(name)
        return value if isinstance(value, int) else None


class CommandAnswer(Struct, frozen=True, kw_only=True):
    """A command was carried out; `seq` is the item's last event number."""

    seq: int


class ClockAnswer(Struct, frozen=True, kw_only=True):
    """The server's clock, in milliseconds since the epoch."""

    server_time: int


def read(payload: object, form: type[T]) -> T:
    """Read a decoded JSON value; raises `msgspec.ValidationError`."""
    return msgspec.convert(payload, form)


def read_reply(reply: object, form: type[T]) -> T | Refusal:
    """Read an acknowledgement; raises `msgspec.ValidationError`."""
    acknowledgement = msgspec.convert(reply, _Acknowledgement)
    if acknowledgement.ok:
        return read(reply, form)
    return read_refusal(acknowledgement.error, "message")


def read_refusal(error: dict[str, object], sentence: str) -> Refusal:
    """Read a refusal whose message is in the field `sentence`; all other fields are its details."""
    return Refusal(
        code=str(error.get("code", "internal")),
        message=str(error.get(sentence, "")),
        details={name: value for name, value in error.items() if name not in {"code", sentence}},
    )


class _Acknowledgement(Struct, frozen=True, kw_only=True):
    ok: bool
    error: dict[str, object] = {}
