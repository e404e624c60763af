"""Soft close: how a bid in the last moments moves an item's end."""

from enum import StrEnum
from typing import assert_never

import msgspec

from server.domain.types import Millis


class Policy(StrEnum):
    """`none`: the end stands. `reset`: a bid in the window moves the end to `extend_ms` after the bid."""

    NONE = "none"
    RESET = "reset"


class SoftClose(msgspec.Struct, frozen=True, array_like=True):
    """A policy with its figures in milliseconds; the window's edge is inclusive."""

    policy: Policy = Policy.NONE
    window_ms: Millis = 0
    extend_ms: Millis = 0


def end_after_bid(soft_close: SoftClose, ends_at: Millis, bid_at: Millis) -> Millis:
    """Return the item's end after a bid at `bid_at`; never earlier than `ends_at`.

    `reset` with 3 min: end 15:00, bid 14:58 -> 15:01; end 15:01, bid 15:00 -> 15:03.
    """
    match soft_close.policy:
        case Policy.NONE:
            return ends_at
        case Policy.RESET:
            if ends_at - bid_at > soft_close.window_ms:
                return ends_at
            return max(ends_at, bid_at + soft_close.extend_ms)
        case _:
            assert_never(soft_close.policy)
