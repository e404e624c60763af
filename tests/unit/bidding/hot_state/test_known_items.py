"""The states that a node knows, and the message by which one comes with its lock."""

import pytest
from msgspec.structs import replace

from server.bidding.hot_state.arguments import decided
from server.bidding.hot_state.known_items import Handover, KnownItems, decode_handovers
from server.bidding.hot_state.known_listings import KnownListing
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import encode, encode_state
from server.bidding.settling.settle import settle
from server.domain.types import ItemId, Status
from tests.unit.domain.sale import NOON, bid, opened

LAMP, VASE, CLOCK = ItemId("lamp"), ItemId("vase"), ItemId("clock")


def test_the_latest_state_of_an_item_is_known_until_it_is_forgotten() -> None:
    known, item = KnownItems(), opened()
    assert known.get(LAMP) is None
    known.keep(LAMP, item, 1, 100)
    known.keep(LAMP, item, 2, 70)
    kept = known.get(LAMP)
    assert kept is not None
    assert (kept.item, kept.epoch, len(known), known.size) == (item, 2, 1, 70)
    known.forget(LAMP)
    known.forget(LAMP)
    assert (known.get(LAMP), len(known), known.size) == (None, 0, 0)


def test_beyond_the_bound_the_items_that_changed_longest_ago_are_forgotten() -> None:
    known, item = KnownItems(bytes_max=100), opened()
    for item_id in (LAMP, VASE, LAMP, CLOCK):
        known.keep(item_id, item, 0, 40)
    assert [known.get(each) is not None for each in (LAMP, VASE, CLOCK)] == [True, False, True]
    assert known.size == 80


def test_an_item_larger_than_the_bound_is_not_kept() -> None:
    known = KnownItems(bytes_max=100)
    known.keep(LAMP, opened(), 0, 101)
    assert (len(known), known.size) == (0, 0)


def test_a_handover_has_the_item_s_epoch_and_its_state_of_any_bytes() -> None:
    state = b"\x00 12\n" + bytes(range(256))
    message = b"lamp 7 %d v1\n%bvase 0 0 \n" % (len(state), state)
    assert decode_handovers(message) == [Handover(LAMP, 7, state, b"v1"), Handover(VASE, 0, b"")]


def test_a_handover_of_an_earlier_version_has_no_listing_s_version() -> None:
    assert decode_handovers(b"lamp 7 2\nab") == [Handover(LAMP, 7, b"ab")]


def test_a_state_that_comes_with_its_lock_is_known_if_its_listing_is() -> None:
    known, item = KnownItems(), opened()
    handover = Handover(LAMP, 3, encode_state(item), b"v2")
    known.receive(handover)
    assert known.get(LAMP) is None, "its listing has never been read"
    for version, is_known in ((b"v1", False), (b"v2", True)):
        known.listings.keep(LAMP, KnownListing(version, item.listing, 100))
        known.receive(handover)
        assert (known.get(LAMP) is not None) is is_known
    kept = known.get(LAMP)
    assert kept is not None
    assert (kept.item, kept.epoch, kept.size) == (item, 3, len(handover.state))
    known.receive(Handover(LAMP, 0, b""))
    assert known.get(LAMP) is None


def test_a_state_of_an_earlier_form_has_its_listing_in_it() -> None:
    known, item = KnownItems(), opened()
    known.receive(Handover(LAMP, 3, encode(item)))
    kept = known.get(LAMP)
    assert kept is not None
    assert kept.item == item


def test_a_commit_that_is_fenced_off_leaves_the_known_listing_as_it_was() -> None:
    known, item = KnownItems(), opened()
    settlement = settle(item, {}, [bid(100)], NOON)
    assert settlement.after is not None
    for reply, stored in ((0, None), (1, item.listing)):
        known.commit(LAMP, settlement, decided(settlement), "0123456789abcdef", reply)
        assert known.stored_listing(LAMP) is stored
    listing = known.listings.get(LAMP)
    assert listing is not None
    assert listing.version == b"0123456789ab"


def test_nothing_is_known_of_an_ended_item() -> None:
    known, item = KnownItems(), opened()
    known.listings.keep(LAMP, KnownListing(b"v1", item.listing, 100))
    known.keep(LAMP, item, 0, 100)
    ended = replace(item, status=Status.UNSOLD)
    known.hold(LAMP, HeldItem(ended, {}), 100)
    assert (len(known), len(known.listings), known.listings.size) == (0, 0, 0)


def test_a_message_that_is_no_handover_is_an_error() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        decode_handovers(b"lamp\n")
