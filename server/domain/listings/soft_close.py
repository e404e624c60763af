"""Soft close: a bid in the last moments moves an item's end."""

from enum import StrEnum
from typing import assert_never

import msgspec

from server.domain.types import Millis


class Policy(StrEnum):
    """The effect of a bid in the window on the end.

    | policy | the end |
    | ------ | ------- |
    | none   | stays |
    | reset  | moves to `extend_ms` after the bid |
    | add    | moves by `extend_ms` |
    | capped | moves as with `reset`, at most `extensions_max` times and not past `hard_end` |
    """

    NONE = "none"
    RESET = "reset"
    ADD = "add"
    CAPPED = "capped"


class SoftClose(msgspec.Struct, frozen=True, array_like=True):
    """A policy with its durations in milliseconds. The edge of the window is inclusive."""

    policy: Policy = Policy.NONE
    window_ms: Millis = 0
    extend_ms: Millis = 0
    extensions_max: int | None = None
    hard_end: Millis | None = None


def end_after_bid(
    soft_close: SoftClose,
    ends_at: Millis,
    bid_at: Millis,
    *,
    extensions: int = 0,
    outage_ms: Millis = 0,
) -> Millis:
    """Return the item's end after a bid at `bid_at`, which is never earlier than `ends_at`.

    `extensions` is the number of times that late bids have moved the end before. A hard end moves by
    `outage_ms`. Examples:
    `reset` with 3 min: end 15:00, bid 14:58 -> 15:01; end 15:01, bid 15:00 -> 15:03.
    `capped` with window 2, extend 5 min, twice: end 18:30, bids 18:29, 18:32, 18:36 -> 18:34, 18:37.
    """
    if ends_at - bid_at > soft_close.window_ms:
        return ends_at
    match soft_close.policy:
        case Policy.NONE:
            return ends_at
        case Policy.RESET:
            return max(ends_at, bid_at + soft_close.extend_ms)
        case Policy.ADD:
            return ends_at + soft_close.extend_ms
        case Policy.CAPPED:
            return _capped(soft_close, ends_at, bid_at, extensions, outage_ms)
        case _:
            assert_never(soft_close.policy)


def _capped(
    soft_close: SoftClose, ends_at: Millis, bid_at: Millis, extensions: int, outage_ms: Millis
) -> Millis:
    if soft_close.extensions_max is not None and extensions >= soft_close.extensions_max:
        return ends_at
    later = bid_at + soft_close.extend_ms
    if soft_close.hard_end is not None:
        later = min(later, soft_close.hard_end + outage_ms)
    # The auctioneer or a pause may have moved the end past the hard end. Then it stays.
    return max(ends_at, later)
