"""High-water marks: evidence of committed events against a Redis that lost them."""

import pytest

from server.bidding.restoration import high_water_marks as module
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.domain.types import ItemId

LAMP, VASE = ItemId("lamp"), ItemId("vase")


def test_an_item_without_a_mark_is_not_behind() -> None:
    assert not HighWaterMarks().is_behind(LAMP, 0, 0)


@pytest.mark.parametrize(
    ("epoch", "seq", "contradicts"), [(1, 7, False), (1, 8, False), (1, 6, True), (0, 9, True)]
)
def test_an_item_below_its_mark_is_behind(epoch: int, seq: int, contradicts: bool) -> None:
    seen = HighWaterMarks()
    seen.record(LAMP, 1, 7)
    assert seen.is_behind(LAMP, epoch, seq) is contradicts
    assert not seen.is_behind(VASE, epoch, seq)


def test_an_item_that_began_a_new_epoch_at_an_earlier_event_is_not_behind() -> None:
    seen = HighWaterMarks()
    seen.record(LAMP, 0, 9)
    assert not seen.is_behind(LAMP, 1, 6)
    seen.record(LAMP, 1, 7)
    assert seen.is_behind(LAMP, 1, 6)


def test_only_the_latest_items_have_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ITEMS_MAX", 2)
    seen = HighWaterMarks()
    for item_id in (LAMP, VASE, LAMP, ItemId("map")):
        seen.record(item_id, 0, 5)
    assert seen.is_behind(LAMP, 0, 4)
    assert not seen.is_behind(VASE, 0, 4)
