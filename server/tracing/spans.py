"""Spans, and their ids (0206).

All stages of a bid belong to one trace, whatever node they are on. Its id and the id of its first span are
derived from the bid's own id, so that no message and no stored record has to carry them.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

Attribute = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Place:
    """The ids of a span: those of its trace, of 16 bytes, and its own, of 8."""

    trace_id: int
    span_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stage of a bid. Times are in nanoseconds since the epoch."""

    name: str
    place: Place
    parent: Place | None
    start_ns: int
    end_ns: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    links: Sequence[Place] = ()
    failed: bool = False


def place_of_bid(item_id: str, bid_id: str) -> Place:
    """Return the place of a bid's first span, which is the same on every node."""
    digest = blake2b(f"{item_id}\0{bid_id}".encode(), digest_size=24).digest()
    return Place(_number(digest[:16]), _number(digest[16:]))


def place_within(parent: Place) -> Place:
    """Return the place of a new span of the same trace."""
    return Place(parent.trace_id, _number(secrets.token_bytes(8)))


def new_place() -> Place:
    """Return the place of the first span of a new trace."""
    return Place(_number(secrets.token_bytes(16)), _number(secrets.token_bytes(8)))


def _number(digest: bytes) -> int:
    """Return an id. OpenTelemetry's ids are not 0."""
    return int.from_bytes(digest, "big") or 1
