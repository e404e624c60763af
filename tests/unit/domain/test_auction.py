"""A sale: the ends of its lots."""

import pytest

from server.domain.auction import Stagger
from tests.unit.domain.sale import MINUTE, NOON


@pytest.mark.parametrize(("lot", "minutes"), [("1", 0), ("2", 1), ("12", 11), ("12AB", 11)])
def test_lots_end_an_interval_apart(lot: str, minutes: int) -> None:
    assert Stagger(NOON, MINUTE).end_of(lot) == NOON + minutes * MINUTE
