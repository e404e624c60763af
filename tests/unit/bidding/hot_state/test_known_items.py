"""The states that a node knows, and the message by which one comes with its lock."""

import pytest

from server.bidding.hot_state.known_items import Handover, KnownItems, decode_handovers
from server.domain.types import ItemId
from tests.unit.domain.sale import opened

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
    message = b"lamp 7 %d\n%bvase 0 0\n" % (len(state), state)
    assert decode_handovers(message) == [Handover(LAMP, 7, state), Handover(VASE, 0, b"")]


def test_a_message_that_is_no_handover_is_an_error() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        decode_handovers(b"lamp\n")
