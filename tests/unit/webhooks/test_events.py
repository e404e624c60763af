"""The events that are sent name the item and the amounts that its winners owe."""

import json

from server.domain.charges.fees import Fees, PremiumBand
from server.domain.events import BidVoided, ItemAwarded, ItemClosed, ItemOpened, ItemReopened
from server.domain.types import AuctionId, BidId, Position, Status, UserId, Winner
from server.webhooks.events import EventType, admitted, id_of, of_item, outbid
from tests.unit.domain.sale import ANN, BEN, NOON, listing

LAMP = listing(fees=Fees((PremiumBand(0, 250_000),), premium_tax=200_000))
SOLD = ItemClosed(seq=9, at=NOON + 7, status=Status.SOLD, winners=(Winner(ANN, 1_000),))


def test_a_sale_is_sent_with_its_winners_and_their_charges() -> None:
    sent = of_item(2, SOLD, LAMP)
    assert sent is not None
    assert (sent.type, sent.subject, sent.epoch, sent.seq) == (
        EventType.ITEM_SOLD,
        "item/lamp",
        2,
        9,
    )
    body = json.loads(sent.body)
    assert (body["type"], body["timestamp"]) == ("item.sold", "2023-11-14T22:13:20.007Z")
    data = body["data"]
    assert (data["item_id"], data["auction_id"], data["epoch"], data["seq"]) == (
        "lamp",
        "sale",
        2,
        9,
    )
    assert data["below_reserve"] is False
    (winner,) = data["winners"]
    assert (winner["user_id"], winner["hammer_price"], winner["total"]) == (
        ANN.user_id,
        1_000,
        1_300,
    )


def test_an_item_without_a_winner_is_unsold() -> None:
    sent = of_item(
        0, ItemClosed(seq=2, at=NOON, status=Status.UNSOLD, winners=(), passed=True), LAMP
    )
    assert sent is not None
    assert sent.type is EventType.ITEM_UNSOLD
    assert json.loads(sent.body)["data"]["passed"] is True


def test_an_award_names_the_winner_who_defaulted() -> None:
    award = ItemAwarded(seq=10, at=NOON, defaulted=ANN, winner=Winner(BEN, 800))
    sent = of_item(0, award, LAMP)
    assert sent is not None
    data = json.loads(sent.body)["data"]
    assert (sent.type, data["defaulted"]) == (EventType.ITEM_AWARDED, ANN.user_id)
    assert [(each["user_id"], each["total"]) for each in data["winners"]] == [(BEN.user_id, 1_040)]


def test_an_item_that_takes_bids_again_names_its_new_end() -> None:
    sent = of_item(0, ItemReopened(seq=10, at=NOON, ends_at=NOON + 5), LAMP)
    assert sent is not None
    assert (sent.type, json.loads(sent.body)["data"]["ends_at"]) == (
        EventType.ITEM_REOPENED,
        NOON + 5,
    )


def test_a_voided_bid_names_its_bidder_and_the_reason() -> None:
    voided = BidVoided(
        seq=10, at=NOON, bidder=BEN, bid_ids=(BidId("b1"),), price=100, reason="a wrong paddle"
    )
    sent = of_item(0, voided, LAMP)
    assert sent is not None
    data = json.loads(sent.body)["data"]
    assert (sent.type, data["user_id"], data["bid_ids"], data["reason"]) == (
        EventType.BID_VOIDED,
        BEN.user_id,
        ["b1"],
        "a wrong paddle",
    )


def test_most_events_are_not_sent() -> None:
    assert of_item(0, ItemOpened(seq=2, at=NOON), LAMP) is None


def test_the_same_event_has_one_id_and_that_of_another_epoch_another() -> None:
    ids = [of_item(epoch, SOLD, LAMP) for epoch in (0, 0, 1)]
    first, again, other = (each and each.event_id for each in ids)
    assert first == again != other
    assert "." not in id_of("item.sold", "lamp.1", 0, 3)


def test_a_lost_lead_names_the_user_and_the_price() -> None:
    sent = outbid(LAMP, Position(0, 5), NOON, ANN.user_id, 1_200)
    data = json.loads(sent.body)["data"]
    assert (sent.type, data["user_id"], data["price"]) == (
        EventType.BIDDER_OUTBID,
        ANN.user_id,
        1_200,
    )


def test_an_admission_names_the_sale_and_the_user() -> None:
    sent = admitted(AuctionId("sale"), UserId("ann"), 500, NOON)
    data = json.loads(sent.body)["data"]
    assert data == {"auction_id": "sale", "user_id": "ann", "spending_limit": 500}
    assert sent.auction_id == "sale"
