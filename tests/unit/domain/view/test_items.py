"""An item as everybody sees it."""

import json

import pytest

from server.domain.commands import (
    CloseItem,
    Command,
    ExtendItem,
    PlacedBid,
    ReopenItem,
    RetractBid,
    WarnItem,
)
from server.domain.events import Reason
from server.domain.types import BidId, Format
from server.domain.view import view_item
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    after,
    bid,
    opened,
    scheduled,
)


def test_an_item_without_bids_is_shown_at_its_start_price() -> None:
    seen: object = view_item(scheduled(opens_at=NOON + 1, ends_at=NOON + MINUTE), NOON)
    assert seen == {
        "item_id": "lamp",
        "auction_id": "sale",
        "title": "Lamp",
        "description": "",
        "image_url": None,
        "images": [],
        "condition": "",
        "lot": None,
        "estimate_low": None,
        "estimate_high": None,
        "format": "english",
        "status": "scheduled",
        "currency": "EUR",
        "start_price": 100,
        "price": 100,
        "minimum": 100,
        "leader": None,
        "bid_count": 0,
        "retractions": 0,
        "reserve_met": True,
        "opens_at": NOON + 1,
        "ends_at": NOON + MINUTE,
        "epoch": 0,
        "seq": 1,
        "winners": [],
        "quantity": 1,
        "remaining": 1,
        "buy_now": None,
        "suggestions": [100, 110, 120],
        "retraction": "once",
        "closes_with": None,
        "early_bids": False,
        "on_outage": "extend",
        "outage_ms": 0,
        "closed_at": None,
        "clock": None,
        "fees": None,
        "notice": None,
        "server_time": NOON,
    }


def test_a_leader_is_shown_by_handle() -> None:
    seen = view_item(after(opened(), bid(100, ANN), bid(115, BEN)), NOON)
    assert (seen["leader"], seen["price"], seen["minimum"], seen["bid_count"]) == (
        "Ben#bbbbb",
        115,
        125,
        2,
    )


def test_a_winner_is_shown_by_handle_and_price() -> None:
    item = after(opened(), bid(100, ANN), CloseItem(HOUSE))
    assert view_item(item, NOON)["winners"] == [
        {"bidder": "Ann#aaaaa", "amount": 100, "quantity": 1}
    ]


def test_a_close_is_shown_with_its_moment_until_the_item_is_open_again() -> None:
    item = after(opened(), bid(100, ANN))
    assert view_item(item, NOON)["closed_at"] is None
    closed = after(item, CloseItem(HOUSE))
    assert view_item(closed, NOON + MINUTE)["closed_at"] == closed.changed_at
    reopened = after(closed, ReopenItem(HOUSE))
    assert view_item(reopened, NOON)["closed_at"] is None


def test_the_end_that_is_shown_is_the_one_that_counts() -> None:
    item = after(opened(ends_at=NOON + MINUTE), ExtendItem(HOUSE, NOON + 2 * MINUTE))
    seen = view_item(item, NOON + 1)
    assert (seen["ends_at"], seen["server_time"]) == (NOON + 2 * MINUTE, NOON + 1)


@pytest.mark.parametrize("commands", [(), (WarnItem(HOUSE),), (CloseItem(HOUSE),)])
def test_no_user_id_is_shown_before_or_after_the_close(commands: tuple[Command, ...]) -> None:
    item = after(opened(), bid(100, ANN), *commands)
    assert "user-" not in json.dumps(view_item(item, NOON))


def retraction_of(bid_id: str, amount: int) -> RetractBid:
    """Take Ann's only bid back."""
    placed = PlacedBid(bid_id=BidId(bid_id), bidder=ANN, amount=amount, most=amount, seq=3, at=NOON)
    return RetractBid(placed.bid_id, ANN, Reason.MISTYPED, (placed,))


def test_an_item_counts_its_retractions_and_still_counts_the_retracted_bids() -> None:
    item = after(opened(), bid(100, ANN, "a"), retraction_of("a", 100))
    seen = view_item(item, NOON)
    assert (seen["bid_count"], seen["retractions"], seen["leader"]) == (1, 1, None)


def test_a_secret_item_shows_its_retractions_after_the_close() -> None:
    offered = after(opened(format=Format.SEALED_FIRST), bid(100, ANN, "a"))
    item = after(offered, retraction_of("a", 100))
    assert view_item(item, NOON)["retractions"] == 0
    assert view_item(after(item, CloseItem(HOUSE)), NOON)["retractions"] == 1
