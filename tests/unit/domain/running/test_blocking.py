"""Blocks: from their event on a user bids no more, and their earlier bids stand."""

import pytest

from server.domain.commands import BlockBidders, CloseItem, OpenItem, ReopenItem, ScheduleItem
from server.domain.decide import decide
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.running import blocking
from server.domain.types import Actor, Role, Status, UserId
from tests.unit.domain.sale import (
    ADMIN,
    ANN,
    BEN,
    HOUSE,
    NOON,
    RIVAL_HOUSE,
    accepted,
    after,
    at_most,
    bid,
    kinds,
    listing,
    opened,
    refused,
    scheduled,
    standing_at,
)

BLOCK = BlockBidders(HOUSE, (ANN.user_id,))


@pytest.mark.parametrize(
    "blocked", [after(scheduled(), BLOCK, OpenItem(HOUSE)), after(opened(), BLOCK)]
)
def test_a_blocked_user_bids_no_more_and_others_do(blocked: Item) -> None:
    assert refused(decide(blocked, bid(100), NOON)).code is Code.FORBIDDEN
    assert accepted(decide(blocked, bid(100, BEN), NOON))


def test_a_block_leaves_the_earlier_bids_standing() -> None:
    led = after(opened(), at_most(opened(), 500), BLOCK)
    assert after(led, bid(200, BEN, "b2")).leader == ANN
    sold = after(led, CloseItem(HOUSE))
    assert sold.winners[0].bidder == ANN


def test_the_end_of_a_block_lets_the_user_bid_again() -> None:
    again = after(opened(), BLOCK, BlockBidders(HOUSE, (ANN.user_id,), blocked=False))
    assert again.blocked == ()
    assert accepted(decide(again, bid(100), NOON))


def test_a_repeated_block_changes_nothing() -> None:
    assert kinds(after(opened(), BLOCK), BLOCK, NOON) == []
    assert kinds(opened(), BlockBidders(HOUSE, (ANN.user_id,), blocked=False), NOON) == []


@pytest.mark.parametrize("status", [Status.CANCELLED])
def test_an_item_that_is_gone_needs_no_block(status: Status) -> None:
    assert kinds(standing_at(status), BLOCK, NOON) == []


@pytest.mark.parametrize("by", [RIVAL_HOUSE, Actor(HOUSE.user_id, Role.BIDDER)])
def test_only_the_items_auctioneer_and_an_admin_block(by: Actor) -> None:
    assert refused(decide(opened(), BlockBidders(by, (ANN.user_id,)), NOON)).code is Code.FORBIDDEN
    assert accepted(decide(opened(), BlockBidders(ADMIN, (ANN.user_id,)), NOON))


def test_the_number_of_blocked_users_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "BLOCKED_MAX", 1)
    item = after(opened(), BLOCK)
    another = BlockBidders(HOUSE, (UserId("another"),))
    assert refused(decide(item, another, NOON)).code is Code.INVALID


def test_an_item_can_be_put_up_with_blocked_users() -> None:
    item = after(None, ScheduleItem(HOUSE, listing(), blocked=(ANN.user_id, ANN.user_id)))
    assert (item.seq, item.blocked) == (2, (ANN.user_id,))
    assert kinds(item, ScheduleItem(HOUSE, listing(), blocked=(BEN.user_id,)), NOON) == []


def test_a_block_after_the_close_holds_when_the_item_is_reopened() -> None:
    closed = after(opened(), bid(100), CloseItem(HOUSE), BLOCK)
    reopened = after(closed, ReopenItem(HOUSE))
    assert refused(decide(reopened, bid(200, bid_id="b2"), NOON)).code is Code.FORBIDDEN
    assert accepted(decide(reopened, bid(200, BEN, "b3"), NOON))
