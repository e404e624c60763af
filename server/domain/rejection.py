"""Rejections: a stable code, a sentence, and the details that a client needs to correct a request."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec


class Code(StrEnum):
    """The codes of rejections on the wire. A code never changes its name or meaning."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    PAUSED = "paused"
    TOO_LOW = "too_low"
    IMPLAUSIBLE = "implausible"
    OFF_LADDER = "off_ladder"
    ALREADY_LEADING = "already_leading"
    BID_ID_REUSED = "bid_id_reused"
    OWN_ITEM = "own_item"
    LIMIT_EXCEEDED = "limit_exceeded"
    SOLD_OUT = "sold_out"
    NOT_RETRACTABLE = "not_retractable"
    CONFLICT = "conflict"
    RATE_LIMITED = "rate_limited"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"
    INTERNAL = "internal"


class Rejection(msgspec.Struct, frozen=True):
    """A command's refusal. A refused command has changed nothing."""

    code: Code
    message: str
    details: dict[str, object] = {}


def invalid(field: str, message: str, **more: object) -> Rejection:
    """Return the rejection of a command for one of its fields."""
    return Rejection(Code.INVALID, f"{field}: {message}", {"field": field, **more})


class Contradiction(NamedTuple):
    """A field of a listing that doesn't fit the others, and a sentence about the reason."""

    field: str
    message: str


def contradictory(found: Sequence[Contradiction]) -> Rejection:
    """Return the rejection of a listing, which names every contradiction."""
    message = "; ".join(f"{field}: {message}" for field, message in found)
    return Rejection(Code.INVALID, message, {"errors": [each._asdict() for each in found]})
