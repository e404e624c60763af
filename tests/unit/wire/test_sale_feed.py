"""The request to watch a sale: a position is whole or absent."""

from typing import Any

import pytest

from server.wire.errors import Refused
from server.wire.sale_feed import FeedPosition, WatchSale

POSITION = {"feed": "9f2c", "number": 3, "as_of": 1_700_000_000_000}


def test_a_position_is_that_of_the_last_message() -> None:
    request = WatchSale.parse({"auction_id": "sale", **POSITION})
    assert request.position == FeedPosition("9f2c", 3, 1_700_000_000_000)
    assert WatchSale.parse({"auction_id": "sale", "after": "lamp"}).position is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"feed": "9f2c"},
        {"number": 3, "as_of": 5},
        {**POSITION, "number": -1},
        {**POSITION, "feed": "a b"},
        {"after": "x" * 65},
        {"item_id": "lamp"},
    ],
)
def test_a_part_of_a_position_or_a_wrong_field_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        WatchSale.parse({"auction_id": "sale", **wrong})
