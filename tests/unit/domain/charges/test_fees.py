"""Fees are exact: the houses' published prices come out, and sums hold to the cent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.charges.fees import ONE, Charge, Fees, PremiumBand, charge
from server.domain.types import AMOUNT_MAX

M = 1_000_000_00
"""A million, in cents."""


def premium(*rows: tuple[int, int]) -> Fees:
    """Return fees with a premium of rows `[from, rate]` and no tax."""
    return Fees(tuple(PremiumBand(*row) for row in rows))


CHRISTIES_2013 = premium((0, 250_000), (100_000_00, 200_000), (2 * M, 120_000))
CHRISTIES_2017 = premium((0, 250_000), (250_000_00, 200_000), (4 * M, 125_000))
CHRISTIES_2017_HK = premium((0, 250_000), (2 * M, 200_000), (30 * M, 125_000))
CHRISTIES_2022 = premium((0, 260_000), (1 * M, 200_000), (6 * M, 145_000))
SOTHEBYS_2023 = premium((0, 270_000), (800_000_00, 210_000), (3_800_000_00, 149_000))


@pytest.mark.parametrize(
    ("fees", "hammer", "price_realised"),
    [
        # Christie's New York, November 2013: Bacon, "Three Studies of Lucian Freud".
        (CHRISTIES_2013, 127 * M, 142_405_000_00),
        # Christie's New York, November 2017: Leonardo, "Salvator Mundi".
        (CHRISTIES_2017, 400 * M, 450_312_500_00),
        # Christie's New York, May 2022: Warhol, "Shot Sage Blue Marilyn".
        (CHRISTIES_2022, 170 * M, 195_040_000_00),
        # Examples of an article on Christie's rates of 2017 (en.thevalue.com): Hong Kong and New York.
        (CHRISTIES_2017_HK, 44 * M, 51_850_000_00),
        (CHRISTIES_2017, 43_500_000_00, 49_250_000_00),
        # Sotheby's London, June 2023: Klimt, "Dame mit Fächer", with the overhead premium of 1%.
        (SOTHEBYS_2023, 74 * M, 85_305_800_00),
    ],
)
def test_published_hammer_prices_give_the_published_prices(
    fees: Fees, hammer: int, price_realised: int
) -> None:
    assert charge(fees, hammer).total == price_realised


def test_tax_is_on_the_price_the_premium_or_both() -> None:
    bands = premium((0, 250_000)).premium
    assert charge(Fees(bands, premium_tax=200_000), 1000_00) == Charge(1000_00, 250_00, 50_00)
    assert charge(Fees(bands, price_tax=50_000), 1000_00) == Charge(1000_00, 250_00, 50_00)
    # New York City's 8.875% on all that the buyer pays, rounded once.
    both = Fees(bands, price_tax=88_750, premium_tax=88_750)
    assert charge(both, 1_001) == Charge(1_001, 250, 111)


def test_halves_are_rounded_up() -> None:
    assert charge(premium((0, 250_000)), 2).premium == 1
    assert charge(premium((0, 250_000)), 1).premium == 0
    assert charge(Fees(price_tax=5_000), 100).tax == 1
    assert charge(Fees(price_tax=4_999), 100).tax == 0


def test_bands_hold_for_the_price_of_a_unit_and_a_line_is_rounded_once() -> None:
    fees = premium((0, 250_000), (1_000, 100_000))
    assert charge(fees, 1_000, 3).premium == 750
    assert charge(fees, 1_001, 10).premium == 2_501
    assert charge(fees, 999, 10).premium == 2_498


def test_without_fees_a_winner_owes_the_hammer_price() -> None:
    assert charge(None, 700, 2) == Charge(1_400, 0, 0)
    assert charge(Fees(), 700).total == 700


@pytest.mark.parametrize(
    ("fees", "fault"),
    [
        (premium((1, 0)), "begin at 0"),
        (premium((0, 1), (5, 2), (5, 3)), "rise"),
        (premium((0, 1), (AMOUNT_MAX + 1, 2)), "above"),
        (premium((0, ONE + 1)), "rate"),
        (Fees(price_tax=-1), "rate"),
        (premium(*[(n, 1) for n in range(21)]), "at most"),
    ],
)
def test_faults_are_named(fees: Fees, fault: str) -> None:
    assert fault in " ".join(fees.faults())


RATES = st.integers(0, ONE)
AMOUNTS = st.one_of(st.integers(1, 10_000), st.integers(1, AMOUNT_MAX))


@st.composite
def any_fees(draw: st.DrawFn) -> Fees:
    starts = sorted(draw(st.sets(AMOUNTS, max_size=5)))
    rows = [(0, draw(RATES)), *((start, draw(RATES)) for start in starts)]
    return Fees(premium(*rows).premium, draw(RATES), draw(RATES))


@given(any_fees(), AMOUNTS, st.integers(1, 10_000))
def test_each_part_is_the_exact_one_rounded_to_the_cent(
    fees: Fees, amount: int, quantity: int
) -> None:
    assert fees.faults() == []
    found = charge(fees, amount, quantity)
    exact = Fraction(0)
    for n, band in enumerate(fees.premium):
        end = fees.premium[n + 1].start if n + 1 < len(fees.premium) else amount
        exact += Fraction(max(0, min(end, amount) - band.start) * band.rate, ONE)
    half = Fraction(1, 2)
    assert -half < found.premium - exact * quantity <= half
    taxed = Fraction(found.hammer * fees.price_tax + found.premium * fees.premium_tax, ONE)
    assert -half < found.tax - taxed <= half
    assert found.total == found.hammer + found.premium + found.tax


@given(any_fees(), AMOUNTS, st.integers(1, 100))
def test_a_higher_bid_never_costs_less(fees: Fees, amount: int, quantity: int) -> None:
    below, above = charge(fees, amount, quantity), charge(fees, amount + 1, quantity)
    assert below.premium <= above.premium
    assert below.total < above.total


@given(any_fees())
def test_at_the_edge_of_a_band_nothing_jumps(fees: Fees) -> None:
    for band in fees.premium[1:]:
        at, after = charge(fees, band.start), charge(fees, band.start + 1)
        assert after.premium - at.premium <= 1
