"""The arguments of the scripts: each script reads them by position."""

from server.bidding.hot_state.arguments import commit_arguments, restore_arguments
from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.settling.records import (
    decode_entry,
    decode_item,
    decode_receipt,
    decode_recent,
)
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import BidderStanding, CloseItem, Command, OpenItem, ScheduleItem
from server.domain.item import Item
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, listing, opened

STANDINGS = {each.user_id: BidderStanding(approved=True) for each in (ANN, BEN)}


def settled(item: Item | None, *commands: Command) -> Settlement:
    return settle(item, {}, commands, NOON, STANDINGS)


def test_a_commit_has_the_state_the_entry_the_receipts_and_the_bids() -> None:
    settlement = settled(opened(ends_at=NOON + 5), bid(100), bid(110, BEN, "b2"))
    arguments, written = commit_arguments(settlement)
    seq_read, seq, state, entry, due_at, *rest = arguments
    assert written == entry
    assert (seq_read, seq, due_at) == (2, 4, NOON + 5)
    assert isinstance(state, bytes)
    assert decode_item(state) == settlement.after
    assert isinstance(entry, bytes)
    assert decode_entry(entry).events == settlement.events
    receipts, one, receipt, two, _, bids, *recent, exposures = rest
    assert (receipts, one, two, bids, exposures) == (2, "b1", "b2", 2, 0)
    assert isinstance(receipt, bytes)
    assert decode_receipt(receipt) == settlement.receipts[bid(100).bid_id]
    assert [decode_recent(each) for each in recent if isinstance(each, bytes)] == list(
        settlement.events
    )


def test_a_commit_without_events_repeats_the_seq_that_was_read() -> None:
    refused = settled(opened(), bid(1))
    assert commit_arguments(refused) == ([2, 2, b"", b"", b"", 0, 0, 0], b"")
    assert commit_arguments(settled(None, bid(1))) == ([0, 0, b"", b"", b"", 0, 0, 0], b"")


def test_a_commit_has_the_changed_exposures_with_their_limits() -> None:
    first = settled(opened(spending_limit=500), bid(100))
    assert commit_arguments(first)[0][-4:] == [1, ANN.user_id, 100, 500]
    outbid = settled(first.after, bid(200, BEN, "b2"))
    assert commit_arguments(outbid)[0][-7:] == [2, ANN.user_id, 0, "", BEN.user_id, 200, 500]


def test_a_restored_item_has_its_latest_bids_only() -> None:
    put_up = settled(None, ScheduleItem(HOUSE, listing(spending_limit=900)), OpenItem(HOUSE))
    bids = settled(put_up.after, bid(100), bid(200, BEN, "b2"), bid(300, ANN, "b3"))
    restored_listing, arguments = restore_arguments((*put_up.events, *bids.events), recent_max=2)
    seq, state, due_at, kept_s, receipts, *rest = arguments
    assert restored_listing == listing(spending_limit=900)
    assert (seq, due_at, kept_s, receipts) == (5, b"", b"", 3)
    assert isinstance(state, bytes)
    assert decode_item(state) == bids.after
    assert rest[:6:2] == ["b1", "b2", "b3"]
    count, *recent = rest[6:9]
    assert count == 2
    assert [decode_recent(each) for each in recent if isinstance(each, bytes)] == list(
        bids.events[-2:]
    )
    assert rest[9:] == [1, ANN.user_id, 300]


def test_an_item_that_redis_has_in_full_keeps_what_is_there() -> None:
    assert restore_arguments(None, recent_max=2) == (None, ["", b"", b"", b"", 0, 0, 0])


def test_the_receipts_of_an_ended_item_are_restored_for_a_day() -> None:
    put_up = settled(None, ScheduleItem(HOUSE, listing()), OpenItem(HOUSE), CloseItem(HOUSE))
    _, (_, _, _, kept_s, *_) = restore_arguments(put_up.events, recent_max=2)
    assert kept_s == KEPT_AFTER_END_S
