"""The items and the bids of journal entries, which the queue acknowledges and records."""

from persistence.queue import bids_of, ended_and_reopened
from server.bidding.settling.records import journal_entry
from server.domain.commands import CloseItem, Command, ReopenItem
from server.domain.decide import decide
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
