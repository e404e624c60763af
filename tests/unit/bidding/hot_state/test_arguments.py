"""The arguments of the scripts: each script reads them by position."""

import msgspec

from server.bidding.hot_state.arguments import Decided, decided, restore_arguments
from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.settling.records import (
    decode_entry,
    decode_item,
    decode_listing,
    decode_receipt,
    decode_recent,
    encode,
    recent,
)
from server.bidding.settling.replay import Rebuilt
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import BidderStanding, CloseItem, Command, OpenItem, ScheduleItem
from server.domain.item import Item
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, listing, opened

STANDINGS = {each.user_id: BidderStanding(approved=True) for each in (ANN, BEN)}


def settled(item: Item | None, *commands: Command) -> Settlement:
    return settle(item, {}, commands, NOON, STANDINGS)


def test_a_commit_has_the_state_the_entry_the_receipts_and_the_bids() -> None:
    settlement = settled(opened(ends_at=NOON + 5), bid(100), bid(110, BEN, "b2"))
    each = decided(settlement)
    arguments, written = each.values, each.entry
    seq_read, seq, state, stored, entry, due_at, *group, rest = [*arguments[:10], arguments[10:]]
    assert written == entry
    assert group == ["", "", b"", ""]
    assert (seq_read, seq, due_at) == (2, 4, "="), "it is due when it was before"
    assert isinstance(state, bytes)
    assert isinstance(stored, bytes)
    assert (each.state_size, each.listing_size) == (len(state), len(stored))
    assert decode_item(state, decode_listing(stored)) == settlement.after
    assert isinstance(entry, bytes)
    assert decode_entry(entry).events == settlement.events
    receipts, one, receipt, two, _, bids, *recent, exposures = rest
    assert (receipts, one, two, bids, exposures) == (2, "b1", "b2", 2, 0)
    assert isinstance(receipt, bytes)
    assert decode_receipt(receipt) == settlement.receipts[bid(100).bid_id]
    assert [decode_recent(each) for each in recent if isinstance(each, bytes)] == list(
        settlement.events
    )


def test_a_commit_has_the_listing_unless_redis_is_known_to_have_it() -> None:
    first = settled(opened(), bid(100))
    assert first.after is not None
    same = first.after.listing
    assert decided(first, same).values[3] == b""
    assert decided(first, same).listing_size == 0
    other = msgspec.structs.replace(same, title="Lamp, chipped")
    assert decided(first, other).values[3] == encode(same)


def test_a_commit_without_events_repeats_the_seq_that_was_read() -> None:
    refused = settled(opened(), bid(1))
    assert decided(refused) == Decided([2, 2, *[b""] * 8, 0, 0, 0])
    assert decided(settled(None, bid(1))) == Decided([0, 0, *[b""] * 8, 0, 0, 0])


def test_a_commit_has_the_changed_exposures_with_their_limits() -> None:
    first = settled(opened(spending_limit=500), bid(100))
    assert decided(first).values[-4:] == [1, ANN.user_id, 100, 500]
    outbid = settled(first.after, bid(200, BEN, "b2"))
    assert decided(outbid).values[-7:] == [2, ANN.user_id, 0, "", BEN.user_id, 200, 500]


def test_a_commit_across_a_multiple_of_256_events_has_the_state_in_its_entry() -> None:
    late = msgspec.structs.replace(opened(), seq=254)
    for amount, bidder, is_snapshot in ((100, ANN, False), (110, BEN, True), (120, ANN, False)):
        settlement = settled(late, bid(amount, bidder, str(amount)))
        entry = decided(settlement).entry
        assert decode_entry(entry).state == (encode(settlement.after) if is_snapshot else None)
        assert settlement.after is not None
        late = settlement.after


PUT_UP = settled(None, ScheduleItem(HOUSE, listing(spending_limit=900)), OpenItem(HOUSE))
BIDS = settled(PUT_UP.after, bid(100), bid(200, BEN, "b2"))


def rebuilt(settlement: Settlement, receipts_after: int = 0) -> tuple[int, Item, Rebuilt]:
    item = settlement.after
    assert item is not None
    late = recent(settlement.events)
    return 7, item, Rebuilt(item, settlement.receipts, late, receipts_after)


def test_a_restored_item_has_its_receipts_bids_and_exposure() -> None:
    restored_listing, arguments = restore_arguments(*rebuilt(BIDS), checked=True)
    assert arguments[3:5] == ["", b""]
    head, (state, stored), (receipts_after, kept_s, receipts, *rest) = (
        [*arguments[:3], arguments[5]],
        arguments[6:8],
        arguments[8:],
    )
    assert restored_listing == listing(spending_limit=900)
    assert (*head, receipts_after, kept_s) == (1, 7, b"", 4, b"", b"")
    assert isinstance(state, bytes)
    assert isinstance(stored, bytes)
    assert decode_item(state, decode_listing(stored)) == BIDS.after
    assert (receipts, *rest[:4:2]) == (2, "b1", "b2")
    count, *bids = rest[4:7]
    assert count == 2
    assert [decode_recent(each) for each in bids if isinstance(each, bytes)] == list(BIDS.events)
    assert rest[7:] == [1, BEN.user_id, 200]


def test_an_item_without_its_older_receipts_says_so_and_one_of_a_unit_is_not_checked_yet() -> None:
    _, arguments = restore_arguments(*rebuilt(BIDS, receipts_after=2), checked=False)
    assert (arguments[0], arguments[8]) == (0, 2)


def test_an_item_that_redis_has_in_full_keeps_what_is_there() -> None:
    due = settled(opened(ends_at=NOON + 5), bid(100)).after
    kept = [b"", b"", b"", b"", b"", 0, 0, 0]
    assert restore_arguments(7, due, None, checked=True) == (
        None,
        [1, 7, NOON + 5, "", b"", *kept],
    )


def test_an_item_that_the_archive_does_not_have_gets_no_epoch() -> None:
    assert restore_arguments(None, None, None, checked=True)[1][:3] == [1, b"", b""]


def test_the_receipts_of_an_ended_item_are_restored_for_a_day() -> None:
    put_up = settled(None, ScheduleItem(HOUSE, listing()), OpenItem(HOUSE), CloseItem(HOUSE))
    assert restore_arguments(*rebuilt(put_up), checked=True)[1][9] == KEPT_AFTER_END_S


def test_an_item_of_a_group_has_it_with_the_end_while_it_is_open() -> None:
    grouped = opened(ends_at=NOON + 5, closes_with="g")
    settlement = settle(grouped, {}, [CloseItem(HOUSE)], NOON, group_end=b"%d" % (NOON + 9))
    assert decided(settlement).values[6:10] == ["sale g", "close", b"%d" % (NOON + 9), ""]
    _, arguments = restore_arguments(7, grouped, None, checked=True)
    assert arguments[3:5] == ["sale g", NOON + 5]
    _, arguments = restore_arguments(7, settlement.after, None, checked=True)
    assert arguments[3:5] == ["sale g", b""]
