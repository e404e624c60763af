"""The lines of evidence that sockets write."""

import pytest

from loadtest.evidence import Answer, Unconfirmed
from loadtest.swarm.sockets import lines
from loadtest.swarm.wire.packets import Bid, BidAnswer, Error, Item, NewBid, WatchAnswer


def test_an_acceptance_is_logged_with_its_fields() -> None:
    answer = BidAnswer(ok=True, seq=3, price=110, minimum=120, leading=True, ends_at=9)
    line = lines.accepted("b", "lamp", answer)
    assert (line.ok, line.seq, line.price, line.minimum) == (True, 3, 110, 120)
    assert (line.leading, line.ends_at) == (True, 9)


@pytest.mark.parametrize(
    ("code", "kind"), [("too_low", Answer), ("unknown", Unconfirmed), ("internal", Unconfirmed)]
)
def test_a_refusal_with_an_unknown_outcome_is_unconfirmed(code: str, kind: type) -> None:
    assert isinstance(lines.refused("b", "lamp", Error(code)), kind)


def test_a_message_lists_the_retracted_numbers_of_both_its_parts() -> None:
    bids = [Bid(3, "b", "Ann#aaaaa", 110, 5, retracted=True)]
    message = NewBid("lamp", 3, 4, 100, 110, None, 1, None, bids, retracted=[2])
    line = lines.saw("w0", message, 3, message)
    assert line.retracted == [2, 3]
    assert line.bids == [(3, "b", "Ann#aaaaa", 110)]


def test_an_answer_to_a_watch_has_its_bids_beside_the_item() -> None:
    item = Item("lamp", "open", 4, 100, 110, None, 1, None)
    answer = WatchAnswer(ok=True, item=item, bids=[], complete=False)
    line = lines.saw("w0", item, 5, answer)
    assert (line.from_seq, line.seq, line.complete) == (5, 4, False)
