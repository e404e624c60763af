"""The baselines' item and its rule."""

import msgspec
import pytest

from loadtest.baselines.items import (
    Bid,
    Item,
    NewItem,
    Offer,
    Refused,
    User,
    accept,
    bid_answer,
    item_view,
    new_bid,
)

ANN = User("ann", "Ann", "bidder")


def item(**more: object) -> Item:
    fields = {"start_price": 100, "step": 10, "price": 100, "status": "open", **more}
    return msgspec.convert({"item_id": "lamp", "auction_id": "sale", "title": "", **fields}, Item)


def offer(amount: int) -> Offer:
    return Offer(Bid("b", "lamp", amount), ANN)


def test_the_first_bid_must_be_at_least_the_start_price() -> None:
    assert accept(item(), offer(100), 5).price == 100
    with pytest.raises(Refused) as refused:
        accept(item(), offer(99), 5)
    assert refused.value.code == "too_low"
    assert refused.value.details == {"minimum": 100, "price": 100, "seq": 0}


def test_every_later_bid_must_be_a_step_higher() -> None:
    after = accept(item(), offer(100), 5)
    assert (after.seq, after.minimum, after.leader, after.at) == (1, 110, ANN.handle, 5)
    with pytest.raises(Refused, match="at least 110"):
        accept(after, offer(109), 6)


def test_an_item_that_is_not_open_takes_no_bid() -> None:
    with pytest.raises(Refused) as refused:
        accept(item(status="scheduled"), offer(100), 5)
    assert refused.value.code == "not_open"


def test_answer_broadcast_and_view_agree() -> None:
    after = accept(item(), offer(100), 5)
    answer, message, view = (
        bid_answer(after, offer(100)),
        new_bid(after, offer(100)),
        item_view(after, 6),
    )
    for name in ("seq", "price", "minimum"):
        assert answer[name] == message[name] == view[name]
    assert message["bids"][0]["bidder"] == view["leader"] == ANN.handle


@pytest.mark.parametrize(
    "more", [{"format": "dutch"}, {"increment": [[0, 10], [100, 20]]}, {"reserve": 5}]
)
def test_an_item_that_a_baseline_does_not_support_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"title": "A lamp", "start_price": 100, **more}, NewItem)
