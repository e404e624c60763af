"""The requests that the server itself makes: the timekeeper's, the sequencer's, and acts on sales."""

from enum import StrEnum

import msgspec

from server.domain.types import Millis


class ObserveTime(msgspec.Struct, frozen=True):
    """Open or close the item if its time has come."""


class CallItem(msgspec.Struct, frozen=True):
    """Set the opening of an item of a sequence to `opens_at`."""

    opens_at: Millis


class MarkNextCalled(msgspec.Struct, frozen=True):
    """Note on an ended item of a sequence that the item after it has been called."""


class ShiftEnd(msgspec.Struct, frozen=True):
    """Make up for an outage from `since` to `until`, in which no bid could be decided (0157).

    It concerns items that end up to `margin_ms` after the outage. At least `return_ms` remain
    afterwards, in which the bidders can return.
    """

    since: Millis
    until: Millis
    margin_ms: Millis = 0
    return_ms: Millis = 0


class FollowGroup(msgspec.Struct, frozen=True):
    """Move the item's end to `ends_at`, the end of the group that it closes with (0160)."""

    ends_at: Millis


class SaleAct(StrEnum):
    """An act on a whole sale."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


class CarryOutAct(msgspec.Struct, frozen=True):
    """Carry out an act on the item's sale, of which `number` is the place among the sale's acts.

    An item carries out each act once, and none after a later one (0158). `by_ms` moves the end.
    """

    act: SaleAct
    number: int
    by_ms: Millis = 0
