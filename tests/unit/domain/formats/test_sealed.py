"""Sealed bids: the winner and the price."""

import pytest

from server.domain.commands import CloseItem
from server.domain.item import Item
from server.domain.types import Amount, Bidder, Format, Status, Winner
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, after, bid, opened


def closed(item: Item, *offers: tuple[Bidder, Amount]) -> Item:
    """Close an item after some offers."""
    for number, (bidder, amount) in enumerate(offers):
        item = after(item, bid(amount, bidder, f"b{number}"))
    return after(item, CloseItem(HOUSE))


@pytest.mark.parametrize(
    ("form", "pays"), [(Format.SEALED_FIRST, 300), (Format.SEALED_SECOND, 200)]
)
def test_the_highest_wins_and_pays_by_the_format(form: Format, pays: int) -> None:
    item = closed(opened(format=form), (ANN, 200), (BEN, 300), (CEM, 150))
    assert item.winners == (Winner(BEN, pays),)


@pytest.mark.parametrize("form", [Format.SEALED_FIRST, Format.SEALED_SECOND])
def test_the_earlier_of_two_equal_offers_wins_at_it(form: Format) -> None:
    assert closed(opened(format=form), (ANN, 200), (BEN, 200)).winners == (Winner(ANN, 200),)


@pytest.mark.parametrize(
    ("reserve", "offers", "pays"),
    [
        (None, [(ANN, 500)], 100),
        (300, [(ANN, 500)], 300),
        (300, [(ANN, 500), (BEN, 200)], 300),
        (300, [(ANN, 500), (BEN, 300)], 300),
        (300, [(ANN, 500), (BEN, 301)], 301),
    ],
)
def test_without_a_second_bid_that_could_win_the_second_price_is_the_reserve(
    reserve: int | None, offers: list[tuple[Bidder, Amount]], pays: int
) -> None:
    item = closed(opened(format=Format.SEALED_SECOND, reserve=reserve), *offers)
    assert item.winners == (Winner(ANN, pays),)


@pytest.mark.parametrize("form", [Format.SEALED_FIRST, Format.SEALED_SECOND])
def test_below_the_reserve_nobody_wins(form: Format) -> None:
    item = closed(opened(format=form, reserve=300), (ANN, 299))
    assert (item.status, item.winners) == (Status.UNSOLD, ())
