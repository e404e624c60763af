"""What is a bidder's own, as it is shown."""

from server.bidding.hot_state.replies import Snapshot
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.charges.outcome import Outcome
from server.domain.commands import CloseItem
from server.domain.item import Item
from server.domain.types import Format, Status
from server.wire.bidders.mine import owed_by, view_own_bid, view_own_win, view_watched
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, after, bid, opened

FEES = Fees((PremiumBand(0, 250_000),))


def seen(item: Item) -> Snapshot:
    return Snapshot(item, (), NOON, 2)


def test_a_bid_is_shown_with_the_item_the_standing_and_the_own_maximum() -> None:
    item = after(opened(), bid(100, max_amount=500))
    shown = view_own_bid(seen(item), ANN.user_id, 7)
    assert (shown["standing"], shown["yours"]) == ("leading", {"max_amount": 500, "quantity": 1})
    assert (shown["item"]["epoch"], shown["owed"], shown["last_bid_at"]) == (2, None, 7)


def test_a_winner_sees_what_they_owe_with_all_fees() -> None:
    item = after(opened(fees=FEES), bid(100), CloseItem(HOUSE))
    owed = view_own_bid(seen(item), ANN.user_id, 7)["owed"]
    assert owed == {"hammer_price": 100, "premium": 25, "tax": 0, "total": 125}
    assert owed_by(item, BEN.user_id) is None


def test_the_lines_of_a_win_are_added_up() -> None:
    stock = opened(format=Format.FIXED, quantity=3, fees=FEES)
    item = after(stock, bid(100, quantity=2), bid(100, bid_id="b2", quantity=1), CloseItem(HOUSE))
    won = view_own_win(Outcome(item.listing, Status.SOLD, item.winners), ANN.user_id, 9)
    assert (won["quantity"], won["hammer_price"], won["total"], won["won_at"]) == (3, 300, 375, 9)


def test_a_watched_item_has_the_readers_own_maximum() -> None:
    item = after(opened(), bid(100, max_amount=500))
    assert view_watched(seen(item), ANN.user_id)["yours"] == {"max_amount": 500, "quantity": 1}
    assert view_watched(seen(item), BEN.user_id)["yours"] is None
