"""Passing, selling below the reserve, and reopening."""

from typing import Any

import pytest

from server.domain.commands import (
    CloseItem,
    MarkNextCalled,
    ObserveTime,
    PassItem,
    ReopenItem,
    SellItem,
)
from server.domain.decide import decide
from server.domain.events import ItemClosed
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.running.outcomes import REOPEN_MS
from server.domain.types import CONSIGNOR, Bidder, Format, Source, Status, Winner
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    after,
    bid,
    kinds,
    opened,
    refused,
    standing_at,
)

SELLER = Bidder(CONSIGNOR, "Consignor#ccccc")
DUTCH: dict[str, Any] = {
    "format": Format.DUTCH, "step": 10, "interval_ms": 1_000, "floor_price": 50, "quantity": 3,
}  # fmt: skip


def test_an_item_is_passed_whatever_was_bid() -> None:
    item = after(opened(), bid(500), PassItem(HOUSE))
    assert (item.status, item.winners) == (Status.UNSOLD, ())


def test_units_that_were_claimed_are_not_passed() -> None:
    item = after(opened(format=Format.FIXED, quantity=3), bid(100))
    assert refused(decide(item, PassItem(HOUSE), NOON)).code is Code.CONFLICT


def test_an_item_is_sold_below_its_reserve_to_the_leader() -> None:
    item = after(opened(reserve=900), bid(500))
    (event,) = accepted(decide(item, SellItem(HOUSE), NOON))
    assert isinstance(event, ItemClosed)
    assert (event.status, event.winners, event.below_reserve) == (
        Status.SOLD,
        (Winner(ANN, 500),),
        True,
    )
    (event,) = accepted(decide(after(opened(), bid(500)), SellItem(HOUSE), NOON))
    assert isinstance(event, ItemClosed)
    assert not event.below_reserve


def test_a_second_price_item_is_sold_below_its_reserve_at_the_second_price() -> None:
    item = opened(format=Format.SEALED_SECOND, reserve=900)
    item = after(item, bid(500), bid(300, BEN, "b2"), SellItem(HOUSE))
    assert item.winners == (Winner(ANN, 300),)


def test_an_item_on_which_only_the_consignor_has_bid_is_not_sold() -> None:
    item = opened(reserve=900, consignor_bids=True)
    item = after(item, bid(500, SELLER, source=Source.CONSIGNOR, by=HOUSE))
    assert refused(decide(item, SellItem(HOUSE), NOON)).code is Code.CONFLICT
    assert after(item, CloseItem(HOUSE)).status is Status.UNSOLD


@pytest.mark.parametrize("rules", [{"format": Format.FIXED}, DUTCH])
def test_a_format_without_a_reserve_has_no_sale_below_it(rules: dict[str, Any]) -> None:
    assert refused(decide(opened(**rules), SellItem(HOUSE), NOON)).code is Code.INVALID


def test_a_closed_item_takes_bids_again_until_its_new_end() -> None:
    closed = after(opened(), bid(100), CloseItem(HOUSE))
    item = after(closed, ReopenItem(HOUSE, NOON + MINUTE))
    assert (item.status, item.winners, item.ends_at) == (Status.OPEN, (), NOON + MINUTE)
    item = after(item, bid(200, BEN, "b2"))
    assert after(item, ObserveTime(), now=NOON + MINUTE).winners == (Winner(BEN, 200),)


def test_an_item_is_reopened_within_an_hour_of_its_close() -> None:
    item = standing_at(Status.UNSOLD)
    assert refused(decide(item, ReopenItem(HOUSE), NOON + REOPEN_MS + 1)).code is Code.CONFLICT
    assert after(item, ReopenItem(HOUSE), now=NOON + REOPEN_MS).status is Status.OPEN


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (after(opened(gap_ms=1), CloseItem(HOUSE), MarkNextCalled()), Code.CONFLICT),
        (after(opened(format=Format.FIXED), bid(100)), Code.CONFLICT),
        (after(opened(format=Format.SEALED_FIRST), CloseItem(HOUSE)), Code.INVALID),
        (after(opened(**DUTCH), CloseItem(HOUSE)), Code.INVALID),
    ],
)
def test_an_item_whose_outcome_others_rely_on_is_not_reopened(item: Item, code: Code) -> None:
    assert refused(decide(item, ReopenItem(HOUSE), NOON)).code is code


@pytest.mark.parametrize("ends_at", [NOON, NOON - 1, 5])
def test_an_item_is_not_reopened_until_a_past_moment(ends_at: int) -> None:
    rejection = refused(decide(standing_at(Status.SOLD), ReopenItem(HOUSE, ends_at), NOON))
    assert (rejection.code, rejection.details["field"]) == (Code.INVALID, "ends_at")


def test_an_item_that_takes_bids_again_finds_its_reopening_done() -> None:
    item = after(standing_at(Status.SOLD), ReopenItem(HOUSE))
    assert kinds(item, ReopenItem(HOUSE), NOON) == []
