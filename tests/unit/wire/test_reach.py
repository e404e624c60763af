"""The requests of the reach: a share is above 0 and at most 1, and a wait is bounded."""

from typing import Any

import pytest

from server.wire.errors import Refused
from server.wire.reach import WAIT_MAX_MS, WAIT_MS, Hammer, Wait


def test_a_command_may_name_a_share_and_a_wait() -> None:
    assert Hammer.parse({"item_id": "lamp"}).reach is None
    hammer = Hammer.parse({"item_id": "lamp", "reach": 1})
    assert (hammer.reach, hammer.wait_ms) == (1.0, WAIT_MS)
    assert Wait.parse_json(b'{"reach":0.5,"wait_ms":0}').wait_ms == 0


@pytest.mark.parametrize(
    "wrong",
    [
        *({"reach": each} for each in (0, -1, 1.01, "0.5", True)),
        *({"wait_ms": each} for each in (-1, WAIT_MAX_MS + 1, 1.5)),
    ],
)
def test_no_share_and_no_bounded_wait_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Hammer.parse({"item_id": "lamp", **wrong})
