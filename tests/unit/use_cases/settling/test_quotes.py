"""A quote is the cost of winning, by the item's fees."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.types import AMOUNT_MAX, ItemId
from server.use_cases.settling.quotes import show_cost
from server.wire.errors import Refused
from server.wire.house.results import CostAnswer, QuotePage
from server.wire.requests import ForItem
from tests.unit.domain.sale import NOON, opened

FEES = Fees((PremiumBand(0, 250_000),), premium_tax=200_000)


class HotStateOfLamp:
    """A hot state with an open lamp that has fees."""

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        return dict.fromkeys(item_ids, Snapshot(opened(fees=FEES), (), NOON))


async def cost(**query: Any) -> CostAnswer:
    hot_state = cast("HotState", HotStateOfLamp())
    return await show_cost(hot_state, ForItem(item_id="lamp"), QuotePage(**query))


async def test_a_quote_names_every_part_of_the_cost() -> None:
    assert await cost(amount=1_000, quantity=2) == {
        "item_id": "lamp",
        "currency": "EUR",
        "amount": 1_000,
        "quantity": 2,
        "hammer_price": 2_000,
        "premium": 500,
        "tax": 100,
        "total": 2_600,
    }


async def test_without_an_amount_the_minimum_is_quoted() -> None:
    assert (await cost())["amount"] == 100


async def test_units_that_cost_too_much_together_are_refused() -> None:
    with pytest.raises(Refused):
        await cost(amount=AMOUNT_MAX, quantity=2)
