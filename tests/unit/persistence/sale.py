"""Histories for the archive: the events of commands on one item."""

from server.domain.commands import Command, OpenItem, ScheduleItem
from server.domain.decide import decide
from server.domain.events import Event
from server.domain.evolve import fold
from tests.unit.domain.sale import HOUSE, NOON, accepted, listing


def events_of(*commands: Command) -> list[Event]:
    """Return an item's events: put up, opened, and those of the commands."""
    events: list[Event] = []
    for command in (ScheduleItem(HOUSE, listing()), OpenItem(HOUSE), *commands):
        events += accepted(decide(fold(None, tuple(events)), command, NOON))
    return events
