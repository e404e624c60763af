"""The timekeeper's and the sequencer's requests."""

import msgspec

from server.domain.types import Millis


class ObserveTime(msgspec.Struct, frozen=True):
    """Open or close the item if its time has come."""


class CallItem(msgspec.Struct, frozen=True):
    """Set the opening of an item of a sequence to `opens_at`."""

    opens_at: Millis


class MarkNextCalled(msgspec.Struct, frozen=True):
    """Note on an ended item of a sequence that the item after it has been called."""
