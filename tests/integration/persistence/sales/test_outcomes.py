"""Outcomes are read from the archive as the items stand after their latest archived events."""

from typing import Any

import asyncpg
import pytest

from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.outcomes import Outcomes
from server.domain.charges.outcome import Outcome, Underbidder
from server.domain.commands import AwardItem, CloseItem, Command, RetractBid
from server.domain.events import Reason
from server.domain.types import AuctionId, Bidder, BidId, Format, Status, UserId, Winner
from tests.integration.bidding.conftest import HOUSE, LAMP
from tests.integration.persistence.histories import bid, history, write

SALE = AuctionId("sale")
ANN, BEN, CEM = (Bidder(UserId(name), f"{name}#aaaaa") for name in ("ann", "ben", "cem"))


async def outcome_after(
    pool: asyncpg.Pool, guarded: GuardedPool, *commands: Command, **rules: Any
) -> Outcome:
    await write(pool, history(*commands, **rules))
    (found,) = await Outcomes(guarded).page(SALE, after=None, limit=2)
    return found


@pytest.mark.usefixtures("lamp")
async def test_the_underbidder_is_the_highest_bidder_who_did_not_win(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    bids = (bid(100, "cem"), bid(200, "ben"), bid(300), bid(400))
    still_open = await outcome_after(pool, guarded, *bids)
    assert (still_open.status, still_open.underbidder) == (Status.OPEN, None)
    found = await outcome_after(pool, guarded, *bids, CloseItem(HOUSE))
    assert (found.status, found.winners) == (Status.SOLD, (Winner(ANN, 400),))
    assert found.underbidder == Underbidder(BEN, 200)
    assert found.listing.item_id == LAMP


@pytest.mark.usefixtures("lamp")
async def test_a_retracted_bid_makes_no_underbidder(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    retracted = RetractBid(BidId("ben-200"), BEN, Reason.MISTYPED)
    bids = (bid(100, "cem"), bid(200, "ben"), retracted, bid(300))
    found = await outcome_after(pool, guarded, *bids, CloseItem(HOUSE))
    assert found.underbidder == Underbidder(CEM, 100)


@pytest.mark.usefixtures("lamp")
async def test_an_award_moves_the_win_and_the_underbidder(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    bids = (bid(100, "dee"), bid(200, "cem"), bid(300, "ben"), bid(400))
    award = AwardItem(HOUSE, step=1)
    found = await outcome_after(pool, guarded, *bids, CloseItem(HOUSE), award)
    assert found.winners == (Winner(BEN, 300),)
    assert found.underbidder == Underbidder(CEM, 200), "who defaulted is none"


@pytest.mark.usefixtures("lamp")
async def test_the_last_offer_of_each_bidder_counts_where_offers_are_secret(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    offers = (bid(900, "ben"), bid(300, "cem"), bid(200, "ben"), bid(500))
    found = await outcome_after(
        pool, guarded, *offers, CloseItem(HOUSE), format=Format.SEALED_FIRST
    )
    assert found.winners == (Winner(ANN, 500),)
    assert found.underbidder == Underbidder(CEM, 300)


@pytest.mark.usefixtures("lamp")
async def test_a_user_has_won_the_items_in_whose_outcome_they_are(
    pool: asyncpg.Pool, guarded: GuardedPool
) -> None:
    await write(pool, history(bid(100, "ben"), bid(200), CloseItem(HOUSE)))
    outcomes = Outcomes(guarded)
    assert [each.listing.item_id for each in await outcomes.won_by(SALE, ANN.user_id)] == [LAMP]
    assert await outcomes.won_by(SALE, BEN.user_id) == []
    assert await outcomes.handle(BEN.user_id) == "ben#aaaaa"
    assert await outcomes.handle(UserId("zoe")) is None
    await pool.execute("INSERT INTO paddles VALUES ('sale', '7', 'ann', NULL)")
    paddles = await outcomes.paddles(SALE, [ANN.user_id, BEN.user_id])
    assert paddles == {ANN.user_id: "7"}
