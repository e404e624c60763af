"""The state after a bid."""

from server.domain.events import (
    BidAccepted,
)
from server.domain.evolve import evolve
from server.domain.types import BidId
from tests.unit.domain.sale import (
    ANN,
    NOON,
    opened,
)


def test_an_event_does_not_change_the_state_it_is_applied_to() -> None:
    item = opened()
    later = evolve(item, BidAccepted(seq=3, at=NOON, bid_id=BidId("b1"), bidder=ANN, amount=500))
    assert (item.seq, item.price, item.leader) == (2, 100, None)
    assert (later.seq, later.price, later.leader) == (3, 500, ANN)
