"""A bidder's own standing follows the item, and tells nothing of secret offers."""

import pytest

from server.domain.commands import CancelItem, CloseItem
from server.domain.formats.own_standing import OwnStanding, own_standing
from server.domain.types import Format
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, after, bid, opened


def test_the_leader_leads_and_the_others_are_outbid() -> None:
    item = after(opened(), bid(100), bid(200, BEN, "b2"))
    assert own_standing(item, BEN.user_id) is OwnStanding.LEADING
    assert own_standing(item, ANN.user_id) is OwnStanding.OUTBID


def test_the_winner_has_won_and_the_others_have_lost() -> None:
    item = after(opened(), bid(100), bid(200, BEN, "b2"), CloseItem(HOUSE))
    assert own_standing(item, BEN.user_id) is OwnStanding.WON
    assert own_standing(item, ANN.user_id) is OwnStanding.LOST


def test_nobody_wins_a_cancelled_item() -> None:
    item = after(opened(), bid(100), CancelItem(HOUSE))
    assert own_standing(item, ANN.user_id) is OwnStanding.LOST


@pytest.mark.parametrize("format_", [Format.SEALED_FIRST, Format.SEALED_SECOND, Format.UNIFORM])
def test_a_secret_offer_stands_whether_or_not_it_would_win(format_: Format) -> None:
    item = after(opened(format=format_), bid(100), bid(200, BEN, "b2"))
    assert own_standing(item, ANN.user_id) is own_standing(item, BEN.user_id) is OwnStanding.OFFERED
    assert own_standing(item, CEM.user_id) is OwnStanding.OUTBID


def test_claimed_units_lead() -> None:
    item = after(opened(format=Format.FIXED, quantity=3), bid(100, quantity=2))
    assert own_standing(item, ANN.user_id) is OwnStanding.LEADING
