"""The effects of an item's changes on the end of its group."""

from typing import Any

import pytest

from server.bidding.settling.group_ends import GroupEffect, effect_on_group, end_of, group_of
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import (
    CloseItem,
    Command,
    ExtendItem,
    ObserveTime,
    OpenItem,
    PauseItem,
    ResumeItem,
)
from server.domain.events import EndShifted, ItemClosed, ItemExtended, ShiftCause
from server.domain.item import Item
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import Status
from tests.unit.domain.sale import HOUSE, MINUTE, NOON, bid, listing, opened, scheduled

END = NOON + MINUTE
LATE = {"soft_close": SoftClose(Policy.RESET, MINUTE, MINUTE)}


def grouped(**rules: Any) -> Item:
    return opened(ends_at=END, closes_with="g", **rules)


def settled(item: Item, *commands: Command, now: int = NOON, group_end: int = END) -> Settlement:
    return settle(item, {}, commands, now, group_end=str(group_end).encode())


def effect_of(settlement: Settlement) -> tuple[GroupEffect, int | str]:
    assert settlement.after is not None
    return effect_on_group(settlement.before, settlement.after, settlement.group_end)


def test_a_group_is_named_within_its_sale() -> None:
    assert group_of(listing()) == ""
    assert group_of(listing(closes_with="g")) == f"{listing().auction_id} g"


@pytest.mark.parametrize(
    ("encoded", "end"), [(b"", None), (b"17", 17), (b"1700000000000.5", 17 * 10**11)]
)
def test_the_mark_of_a_close_does_not_change_the_end(encoded: bytes, end: int | None) -> None:
    assert end_of(encoded) == end


def test_an_item_without_a_group_has_no_effect() -> None:
    assert effect_of(settled(opened(ends_at=END), CloseItem(HOUSE))) == (GroupEffect.NONE, "")


def test_a_bid_in_time_has_no_effect_and_a_late_one_moves_the_end() -> None:
    assert effect_of(settled(grouped(), bid(100))) == (GroupEffect.NONE, "")
    late = settled(grouped(**LATE), bid(100), now=END - 1)
    assert effect_of(late) == (GroupEffect.MOVE, END - 1 + MINUTE)
    extended = settled(grouped(), ExtendItem(HOUSE, END + 5))
    assert effect_of(extended) == (GroupEffect.MOVE, END + 5)


def test_an_item_that_opens_or_goes_on_joins() -> None:
    opening = settled(scheduled(ends_at=END, closes_with="g"), OpenItem(HOUSE))
    assert effect_of(opening) == (GroupEffect.JOIN, END)
    paused = settled(grouped(), PauseItem(HOUSE)).after
    assert paused is not None
    assert effect_of(settled(grouped(), PauseItem(HOUSE))) == (GroupEffect.NONE, "")
    resumed = settled(paused, ResumeItem(HOUSE), now=NOON + 5)
    assert effect_of(resumed) == (GroupEffect.JOIN, END + 5)


def test_a_close_at_the_end_marks_it_and_one_by_hand_before_it_does_not() -> None:
    assert effect_of(settled(grouped(), ObserveTime(), now=END)) == (GroupEffect.CLOSE, f"{END}.5")
    assert effect_of(settled(grouped(), CloseItem(HOUSE))) == (GroupEffect.CLOSE, "")


def test_an_item_at_its_end_moves_to_that_of_its_group_and_closes_at_it() -> None:
    later = END + MINUTE
    waits = settled(grouped(), ObserveTime(), now=END, group_end=later)
    assert waits.events == (EndShifted(seq=3, at=END, ends_at=later, cause=ShiftCause.GROUP),)
    assert effect_of(waits) == (GroupEffect.MOVE, later)
    assert waits.after is not None
    closes = settled(waits.after, ObserveTime(), now=later, group_end=later)
    assert [type(each) for each in closes.events] == [ItemClosed]


def test_a_bid_is_late_by_the_end_of_the_group() -> None:
    late = settled(grouped(**LATE), bid(100), now=END + 5, group_end=END + MINUTE)
    assert isinstance(late.events[-1], ItemExtended)
    assert late.events[-1].ends_at == END + 5 + MINUTE
    assert late.after is not None
    assert late.after.extensions == 1, "moves with the group are not counted"


def test_an_item_that_opens_too_late_to_be_open_before_its_own_end_opens_for_its_group() -> None:
    item = scheduled(opens_at=NOON, ends_at=END, closes_with="g")
    opening = settled(item, ObserveTime(), now=END + 1, group_end=END + MINUTE)
    assert opening.after is not None
    assert (opening.after.status, opening.after.ends_at) == (Status.OPEN, END + MINUTE)
