"""The answers to requests, and how a message is read."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

UNANSWERED = "unanswered"
"""The client's own code for an answer that did not arrive; the request may have had its effect."""

T = TypeVar("T")


class Refusal(Struct, frozen=True, kw_only=True):
    """A refusal: a stable code, a sentence, and the details that help to correct the request."""

    code: str
    message: str
    details: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


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


def read_refusal(error: dict[str, Any], sentence: str) -> Refusal:
    """Read a refusal whose message is in the field `sentence`; all other fields are its details."""
    return Refusal(
        code=str(error.get("code", "internal")),
        message=str(error.get(sentence, "")),
        details={name: value for name, value in error.items() if name not in {"code", sentence}},
    )


class _Acknowledgement(Struct, frozen=True, kw_only=True):
    ok: bool
    error: dict[str, Any] = {}
