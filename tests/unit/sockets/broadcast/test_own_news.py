"""Own news goes to those whose standing a commit has changed, and to nobody else."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import BlockBidders, CloseItem, Command, OpenItem, RetractBid, VoidBid
from server.domain.events import Reason
from server.domain.formats.own_standing import own_standing
from server.domain.item import Item
from server.domain.types import BidId, Format
from server.domain.view import view_own
from server.sockets.broadcast import own_news as module
from server.sockets.broadcast.news import outbid_users
from server.sockets.broadcast.own_news import own_news
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, NOON, after, bid, opened, scheduled
from tests.unit.sockets.broadcast.history import CY, Move, commits, rounds


def settled(item: Item, *commands: Command) -> Settlement:
    return settle(item, {}, commands, NOON, epoch=3)


def standings(settlement: Settlement) -> dict[str, str]:
    news = own_news(settlement, outbid_users(settlement))
    return {user_id: mine["standing"] for user_id, mine in news.items()}


def test_the_new_leader_is_told_and_the_one_before_is_sent_outbid_instead() -> None:
    led = after(opened(), bid(100))
    settlement = settled(led, bid(200, BEN, "b2", max_amount=500))
    assert standings(settlement) == {BEN.user_id: "leading"}
    mine = own_news(settlement)[BEN.user_id]
    assert (mine["epoch"], mine["seq"], mine["price"]) == (3, 4, 200)
    assert mine["yours"] == {"max_amount": 500, "quantity": 1}


def test_a_bid_that_is_answered_at_once_changes_no_standing() -> None:
    led = after(opened(), bid(100, max_amount=500))
    assert standings(settled(led, bid(200, BEN, "b2"))) == {}


def test_a_leader_who_raises_their_maximum_is_told() -> None:
    led = after(opened(), bid(100, max_amount=500))
    assert standings(settled(led, bid(110, bid_id="b2", max_amount=900))) == {
        ANN.user_id: "leading"
    }


def test_the_winner_is_told_what_they_owe_and_a_leader_below_the_reserve_that_they_lost() -> None:
    for reserve, expected in ((None, "won"), (5_000, "lost")):
        led = after(opened(reserve=reserve), bid(100))
        settlement = settled(led, CloseItem(HOUSE))
        assert standings(settlement) == {ANN.user_id: expected}
    won = own_news(settled(after(opened(), bid(100)), CloseItem(HOUSE)))[ANN.user_id]
    assert won["owed"] == {"hammer_price": 100, "premium": 0, "tax": 0, "total": 100}


def test_everybody_with_a_secret_offer_is_told_the_outcome() -> None:
    item = opened(format=Format.SEALED_FIRST)
    assert standings(settled(item, bid(100))) == {ANN.user_id: "offered"}
    item = after(item, bid(100), bid(200, BEN, "b2"), bid(150, CEM, "b3"))
    assert standings(settled(item, CloseItem(HOUSE))) == {
        ANN.user_id: "lost",
        BEN.user_id: "won",
        CEM.user_id: "lost",
    }


def test_the_bidder_of_a_voided_secret_bid_is_told() -> None:
    void = VoidBid(HOUSE, BidId("b1"), "misread")
    for item in (opened(format=Format.SEALED_FIRST), scheduled(early_bids=True)):
        bids = settled(item, bid(100), bid(200, BEN, "b2"))
        voided = settle(bids.after, bids.receipts, [void], NOON, epoch=3)
        assert standings(voided) == {ANN.user_id: "outbid"}


def test_the_bidder_of_a_removed_bid_is_sent_whether_it_was_retracted_or_voided() -> None:
    bids = settled(opened(), bid(100, BEN, "b1"), bid(200, ANN, "b2"))

    def sent(*commands: Command) -> dict[str, str | None]:
        news = own_news(settle(bids.after, bids.receipts, commands, NOON, epoch=3))
        return {user_id: mine.get("removed") for user_id, mine in news.items()}

    back, void = RetractBid(BidId("b2"), ANN, Reason.MISTYPED), VoidBid(HOUSE, BidId("b2"), "x")
    assert sent(back) == {ANN.user_id: "retracted", BEN.user_id: None}
    assert sent(void) == {ANN.user_id: "voided", BEN.user_id: None}
    assert sent(void, bid(300, CEM, "b3"), bid(400, ANN, "b4")) == {ANN.user_id: None}


def test_who_left_a_bid_is_told_alone_and_again_when_it_is_dropped_at_the_opening() -> None:
    item = scheduled(early_bids=True)
    assert standings(settled(item, bid(200))) == {ANN.user_id: "offered"}
    item = after(item, bid(200), bid(100, BEN, "b2"))
    assert standings(settled(item, OpenItem(HOUSE))) == {
        ANN.user_id: "leading",
        BEN.user_id: "outbid",
    }


def test_other_events_concern_nobody() -> None:
    led = after(opened(), bid(100))
    assert standings(settled(led, BlockBidders(HOUSE, (BEN.user_id,)))) == {}


def test_the_news_of_one_commit_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NOTIFIED_MAX", 1)
    item = after(opened(format=Format.SEALED_FIRST), bid(100), bid(200, BEN, "b2"))
    assert len(own_news(settled(item, CloseItem(HOUSE)))) == 1


@given(rounds)
def test_a_leader_is_compared_as_any_bidder_is(plan: Sequence[Sequence[Move]]) -> None:
    for settlement in commits(plan):
        before, item = settlement.before, settlement.after
        assert before is not None
        assert item is not None
        changed = {
            each.user_id
            for each in (ANN, BEN, CY)
            if (own_standing(before, each.user_id), view_own(before, each.user_id))
            != (own_standing(item, each.user_id), view_own(item, each.user_id))
        }
        assert own_news(settlement).keys() == changed


def test_bidders_without_a_socket_have_no_news() -> None:
    settlement = settled(after(opened(), bid(100)), bid(200, BEN, "b2"))
    assert own_news(settlement, reaches=lambda user_id: user_id == ANN.user_id).keys() == {
        ANN.user_id
    }
