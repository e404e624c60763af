"""The traces of this node: which bids are traced, and the spans of their stages."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from zlib import crc32

from server.tracing.spans import (
    Attribute,
    Span,
    SpanContext,
    context_of_bid,
    context_within,
    new_context,
)

BidKey = tuple[str, str]
"""A bid's item and the bid's id."""
_HASHES = 2**32
FAILURES = frozenset({"internal", "unavailable", "unknown"})
"""Codes of answers to bids that failed through no fault of their bidders."""


class Traces:
    """Records spans of a share of all bids."""

    def __init__(self, share: float, export: Callable[[Span], None], *, node: str = "") -> None:
        """`export` takes a finished span, never waits and never fails."""
        self._chosen_below = round(share * _HASHES)
        self._export = export
        self._node = node

    def chooses(self, bid_id: str) -> bool:
        """Return whether a bid is traced. Every node with the same share says the same."""
        return crc32(bid_id.encode()) < self._chosen_below

    def bid(self, key: BidKey, start_s: float, end_s: float, *, code: str, seq: int | None) -> None:
        """Record a bid from its arrival to its answer. Times are of `time.monotonic()`."""
        attributes: dict[str, Attribute] = {"code": code}
        if seq is not None:
            attributes["seq"] = seq
        context, failed = context_of_bid(*key), code in FAILURES
        self._record("bid", start_s, end_s, context=context, of=key, failed=failed, more=attributes)

    def stage(
        self, name: str, key: BidKey, start_s: float, end_s: float, **attributes: Attribute
    ) -> SpanContext:
        """Record a stage of a bid; return its context."""
        parent = context_of_bid(*key)
        context = context_within(parent)
        self._record(name, start_s, end_s, context=context, parent=parent, of=key, more=attributes)
        return context

    def step(
        self, name: str, key: BidKey, parent: SpanContext, start_s: float, end_s: float
    ) -> None:
        """Record a step of a stage."""
        self._record(name, start_s, end_s, context=context_within(parent), parent=parent, of=key)

    def batch(
        self, name: str, keys: Sequence[BidKey], start_s: float, end_s: float, **more: Attribute
    ) -> None:
        """Record shared work in a trace of its own, which is linked with the bids', and in theirs."""
        bids, context = [context_of_bid(*key) for key in keys], new_context()
        self._record(f"{name} batch", start_s, end_s, context=context, links=bids, more=more)
        for key, bid in zip(keys, bids, strict=True):
            own = context_within(bid)
            self._record(name, start_s, end_s, context=own, parent=bid, of=key, links=[context])

    def chosen(self, keys: Iterable[BidKey]) -> list[BidKey]:
        """Return those of some bids that are traced."""
        return [key for key in keys if self.chooses(key[1])]

    def _record(
        self,
        name: str,
        start_s: float,
        end_s: float,
        *,
        context: SpanContext,
        parent: SpanContext | None = None,
        of: BidKey | None = None,
        links: Sequence[SpanContext] = (),
        failed: bool = False,
        more: Mapping[str, Attribute] = {},
    ) -> None:
        attributes: dict[str, Attribute] = {"auction.node": self._node}
        if of is not None:
            attributes["auction.item_id"], attributes["auction.bid_id"] = of
        attributes |= {f"auction.{each}": value for each, value in more.items()}
        self._export(
            Span(
                name=name,
                context=context,
                parent=parent,
                start_ns=_ns(start_s),
                end_ns=_ns(end_s),
                attributes=attributes,
                links=links,
                failed=failed,
            )
        )


def _ns(moment_s: float) -> int:
    """Return a moment of `time.monotonic()` in nanoseconds since the epoch."""
    return time.time_ns() - round((time.monotonic() - moment_s) * 1e9)
