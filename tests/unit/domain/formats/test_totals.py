"""Totals of amounts by user."""

from server.domain.formats.totals import total_of
from server.domain.item import Offer
from server.domain.types import BidId, Winner
from tests.unit.domain.sale import ANN, BEN


def test_each_unit_counts_and_each_user_apart() -> None:
    winners = [Winner(ANN, 20, 3), Winner(BEN, 20, 1), Winner(ANN, 5, 2)]
    assert total_of(winners) == {ANN.user_id: 70, BEN.user_id: 20}


def test_offers_are_added_up_like_winners() -> None:
    assert total_of([Offer(BidId("b1"), ANN, 20, 3, 4)]) == {ANN.user_id: 60}


def test_nobody_has_a_total_of_nothing() -> None:
    assert total_of([]) == {}
