"""The archive's rows are made of events and standings."""

from typing import Any

import msgspec

from persistence.rows import bid_row, encoded, event_row, standing_row
from server.bidding.settling.records import standing
from server.domain.commands import CloseItem
from server.domain.events import BidAccepted, Event, OfferSealed, UnitsClaimed
from server.domain.evolve import fold
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid
from tests.unit.persistence.sale import events_of

LAMP = ItemId("lamp")


def test_an_events_row_holds_the_whole_event() -> None:
    *_, closed = events_of(bid(150), CloseItem(HOUSE))
    row = event_row(LAMP, closed)
    assert (row.item_id, row.seq, row.at, row.type) == ("lamp", 4, NOON, "ItemClosed")
    (stored,) = msgspec.json.decode(encoded([row]))
    assert msgspec.convert(stored["body"], Event) == closed


def test_a_bids_row_marks_automatic_claimed_and_secret_bids() -> None:
    common: dict[str, Any] = {
        "seq": 3,
        "at": NOON,
        "bid_id": BidId("b1"),
        "bidder": ANN,
        "amount": 100,
    }
    for event, columns in (
        (BidAccepted(**common), (False, 1, False)),
        (BidAccepted(**common, auto=True), (True, 1, False)),
        (UnitsClaimed(**common, quantity=4), (False, 4, False)),
        (OfferSealed(**common, quantity=2), (False, 2, True)),
    ):
        row = bid_row(LAMP, event)
        assert (row.auto, row.quantity, row.secret) == columns
        assert (row.bidder, row.amount) == (ANN.user_id, 100)


def test_a_standings_row_names_the_leader_by_user_id() -> None:
    item = fold(None, tuple(events_of(bid(150), bid(200, BEN, "b2"), CloseItem(HOUSE))))
    assert item is not None
    row = standing_row(LAMP, standing(item))
    assert (row.seq, row.status, row.price, row.leader) == (5, "sold", 200, BEN.user_id)
    assert (row.bid_count, [winner.amount for winner in row.winners]) == (2, [200])
