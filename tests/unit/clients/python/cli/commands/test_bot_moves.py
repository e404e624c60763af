"""The moves of a bot."""

import pytest
from msgspec.structs import replace

from auction_client.cli.commands.bot_moves import TEMPERAMENTS, Move, Offer, Temperament, next_move
from auction_client.messages import FallingClock, Identity, Item

STEADY, EAGER, SLY, _ = TEMPERAMENTS
ITEM = Item(
    item_id="lamp",
    auction_id="sale",
    title="A lamp",
    description="",
    image_url=None,
    format="english",
    status="open",
    currency="EUR",
    start_price=100,
    price=200,
    minimum=210,
    leader="Bob#aaaaa",
    bid_count=3,
    reserve_met=True,
    opens_at=None,
    ends_at=None,
    seq=5,
    winners=(),
    server_time=0,
    suggestions=(210, 220, 230),
)
ANN = Identity(user_id="ann", role="bidder", expires_at=0, handle="Ann#bbbbb", former_code="uahw3")
DUTCH = replace(
    ITEM,
    format="dutch",
    leader=None,
    minimum=200,
    clock=FallingClock(start_price=1_000, step=5, interval_ms=1000, floor_price=10),
)


def move(
    item: Item, temperament: Temperament = STEADY, purse: int = 500, chance: float = 0.0
) -> Offer | Move:
    return next_move(item, ANN, temperament, purse, chance)


def test_a_bot_bids_the_minimum_or_a_few_steps_more() -> None:
    assert move(ITEM) == Offer(210)
    assert [move(ITEM, EAGER, chance=c) for c in (0.0, 0.5, 0.99)] == [
        Offer(210),
        Offer(220),
        Offer(230),
    ]


def test_a_bot_never_bids_more_than_its_purse() -> None:
    assert move(ITEM, EAGER, purse=225, chance=0.99) == Offer(220)
    for item in (
        replace(ITEM, format="sealed_first", leader=None),
        replace(ITEM, format="uniform"),
    ):
        for chance in (0.0, 0.5, 0.999):
            offer = move(item, chance=chance)
            assert isinstance(offer, Offer)
            assert 210 <= offer.amount <= 500


def test_a_sly_bot_hides_its_purse_behind_a_lower_bid() -> None:
    assert move(ITEM, SLY) == Offer(210, 500)
    assert move(ITEM, SLY, purse=210) == Offer(210)


def test_a_bot_that_leads_waits() -> None:
    for leader in ("Ann#bbbbb", "Ann Smith#bbbbb", "Ann#uahw3"):
        assert move(replace(ITEM, leader=leader)) is Move.WAIT


@pytest.mark.parametrize("status", ["scheduled", "paused", "sold"])
def test_a_bot_waits_while_no_bids_are_taken(status: str) -> None:
    assert move(replace(ITEM, status=status)) is Move.WAIT
    assert move(replace(ITEM, status="closing")) == Offer(210)


def test_a_bot_leaves_when_the_price_exceeds_its_purse_unless_the_price_falls() -> None:
    assert move(ITEM, purse=209) is Move.LEAVE
    assert move(DUTCH, purse=199) is Move.AGAIN
    assert move(DUTCH, purse=200) == Offer(200)
