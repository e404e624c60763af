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
class SpanContext:
    """The ids of a span: those of its trace, of 16 bytes, and its own, of 8."""

    trace_id: int
    span_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stage of a bid. Times are in nanoseconds since the epoch."""

    name: str
    context: SpanContext
    parent: SpanContext | None
    start_ns: int
    end_ns: int
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    links: Sequence[SpanContext] = ()
    failed: bool = False


def context_of_bid(item_id: str, bid_id: str) -> SpanContext:
    """Return the context of a bid's first span, which is the same on every node."""
    digest = blake2b(f"{item_id}\0{bid_id}".encode(), digest_size=24).digest()
    return SpanContext(_number(digest[:16]), _number(digest[16:]))


def context_within(parent: SpanContext) -> SpanContext:
    """Return the context of a new span of the same trace."""
    return SpanContext(parent.trace_id, _number(secrets.token_bytes(8)))


def new_context() -> SpanContext:
    """Return the context of the first span of a new trace."""
    return SpanContext(_number(secrets.token_bytes(16)), _number(secrets.token_bytes(8)))


def _number(digest: bytes) -> int:
    """Return an id. OpenTelemetry's ids are not 0."""
    return int.from_bytes(digest, "big") or 1
