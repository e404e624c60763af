"""The requests of acts on a sale."""

import pytest

from server.wire.errors import Refused
from server.wire.sale_acts import ActOnSale, ExtendSale, ExtendWholeSale, NewAct


def test_an_act_needs_no_id_and_an_extension_its_length() -> None:
    assert NewAct.parse_json(b"{}").act_id is None
    assert ActOnSale.parse({"auction_id": "sale", "act_id": "a"}).act_id == "a"
    assert ExtendSale.parse({"by_ms": 86_400_000}).by_ms == 86_400_000


@pytest.mark.parametrize("by_ms", [0, -1, 86_400_001, 1.5, "1", True, None])
def test_an_extension_is_a_whole_number_of_milliseconds_up_to_a_day(by_ms: object) -> None:
    with pytest.raises(Refused):
        ExtendWholeSale.parse({"auction_id": "sale", "by_ms": by_ms})
