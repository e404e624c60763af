"""An item's outcome charges each line of its winners."""

from server.domain.charges.fees import Charge, Fees, PremiumBand
from server.domain.charges.outcome import Outcome, sum_of
from server.domain.types import Status, Winner
from tests.unit.domain.sale import ANN, BEN, listing

FEES = Fees((PremiumBand(0, 250_000),), premium_tax=200_000)
WINNERS = (Winner(ANN, 1_000, 2), Winner(BEN, 900))


def test_each_line_of_a_sold_item_is_charged_by_itself() -> None:
    outcome = Outcome(listing(quantity=3, fees=FEES), Status.SOLD, WINNERS)
    assert outcome.charges() == [
        (WINNERS[0], Charge(2_000, 500, 100)),
        (WINNERS[1], Charge(900, 225, 45)),
    ]


def test_nobody_owes_anything_for_an_item_that_is_not_sold() -> None:
    for status in set(Status) - {Status.SOLD}:
        assert Outcome(listing(fees=FEES), status, WINNERS).charges() == []


def test_charges_are_added_up_part_by_part() -> None:
    assert sum_of([Charge(2_000, 500, 100), Charge(900, 225, 45)]) == Charge(2_900, 725, 145)
    assert sum_of([]).total == 0
