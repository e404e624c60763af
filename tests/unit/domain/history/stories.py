"""Whole histories, and changes that spoil them."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from server.domain.commands import (
    Command,
    OpenItem,
    PlaceBid,
    PlacedBid,
    RetractBid,
    ScheduleItem,
)
from server.domain.decide import decide
from server.domain.events import Event, Reason
from server.domain.evolve import fold
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import BidId
from tests.unit.domain.sale import (
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    accepted,
    listing,
    placed,
)

ENDS = NOON + 10 * MINUTE
LATE_MS = 195 * SECOND
"""The step with which the second bid comes in the last minute."""
SOFT = SoftClose(Policy.RESET, MINUTE, MINUTE)


def story(*commands: Command, step_ms: int = SECOND, **rules: Any) -> list[Event]:
    """Return the events of an item that is put up, opened, and given commands, a step apart."""
    events: list[Event] = []
    bids: list[PlacedBid] = []
    now = NOON
    for each in (ScheduleItem(HOUSE, listing(**rules)), OpenItem(HOUSE), *commands):
        command = replace(each, placed=tuple(bids)) if isinstance(each, RetractBid) else each
        new = accepted(decide(fold(None, tuple(events)), command, now))
        if isinstance(command, PlaceBid):
            bids += placed(command, new)
        events += new
        now += step_ms
    return events


def renumbered(events: Sequence[Event]) -> list[Event]:
    return [replace(event, seq=seq) for seq, event in enumerate(events, 1)]


def retraction(bid_id: str) -> RetractBid:
    return RetractBid(BidId(bid_id), BEN, Reason.MISTYPED)


def changed(events: Sequence[Event], seq: int, **changes: Any) -> list[Event]:
    """Change fields of an event."""
    return [replace(e, **changes) if e.seq == seq else e for e in events]
