"""The items and the bids of journal entries, which the queue acknowledges and records."""

import pytest

from persistence.journal import StreamEntry
from persistence.queue import GATHER_BUSY_S, GATHER_S, bids_of, ended_and_reopened, gather_s
from server.bidding.settling.records import encode, journal_entry
from server.domain.commands import CloseItem, Command, ReopenItem
from server.domain.decide import decide
from server.domain.events import Event
from server.domain.evolve import fold
from server.domain.item import Item
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, accepted, at_most, bid, opened


def _next(item: Item, command: Command) -> Item:
    made = fold(item, accepted(decide(item, command, NOON)))
    assert made is not None
    return made


def test_an_item_that_was_reopened_and_goes_on_is_kept() -> None:
    item = _next(opened(), bid(100))
    commands: list[Command] = [CloseItem(HOUSE), ReopenItem(HOUSE), CloseItem(HOUSE)]
    entries = []
    for command in commands:
        events = accepted(decide(item, command, NOON))
        item = _next(item, command)
        entries.append(journal_entry(item, events))
    lamp = item.listing.item_id
    assert ended_and_reopened(entries[:1]) == ({lamp}, set())
    assert ended_and_reopened(entries[:2]) == (set(), {lamp})
    assert ended_and_reopened(entries[1::-1]) == (set(), {lamp})
    assert ended_and_reopened(entries) == ({lamp}, set())


def test_the_bids_of_entries_are_those_that_were_sent_in_whatever_form_they_were_accepted() -> None:
    item, entries = opened(), []
    for placed in (
        at_most(item, 500, ANN, "first"),
        bid(100, ANN, "raise", max_amount=800),
        bid(600, BEN, "other"),
    ):
        events = accepted(decide(item, placed, NOON))
        item = _next(item, placed)
        entries.append(journal_entry(item, events))
    assert [bid_id for _, bid_id in bids_of(entries)] == ["first", "raise", "other"]


@pytest.mark.parametrize(
    ("entries", "bids", "pause_s"),
    [(10, 1, GATHER_S), (1, 15, GATHER_S), (40, 1, GATHER_BUSY_S), (1, 40, GATHER_BUSY_S)],
)
def test_entries_gather_for_longer_after_many_bids_whether_in_many_entries_or_in_one(
    entries: int, bids: int, pause_s: float
) -> None:
    item, events = opened(), list[Event]()
    for number in range(bids):
        placed = bid(100 + 10 * number, (ANN, BEN)[number % 2], f"b{number}")
        events += accepted(decide(item, placed, NOON))
        item = _next(item, placed)
    encoded = encode(journal_entry(item, tuple(events)))
    batch = [StreamEntry(0, b"%d-0" % number, encoded, 0) for number in range(entries)]
    assert gather_s(batch) == pause_s
