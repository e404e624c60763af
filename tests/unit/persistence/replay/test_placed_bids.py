"""Placed bids are kept in order, in RAM or in a file."""

from pathlib import Path

import pytest

from persistence.replay.placed_bids import SpooledBids
from server.domain.commands import PlacedBid
from server.domain.history import HistoryCheck
from server.domain.types import BidId
from tests.unit.domain.history.stories import retraction, story
from tests.unit.domain.sale import ANN, BEN, NOON
from tests.unit.domain.sale import bid as offer


def bid(number: int) -> PlacedBid:
    amount = 100 + number
    return PlacedBid(
        bid_id=BidId(f"b{number}"), bidder=ANN, amount=amount, most=amount, seq=number, at=NOON
    )


def test_bids_are_in_order_across_the_file_and_after_each_reading() -> None:
    bids = [bid(number) for number in range(2_500)]
    with SpooledBids(bids_max=1_100) as kept:
        for each in bids[:1_200]:
            kept.append(each)
        assert list(kept) == bids[:1_200]
        for each in bids[1_200:]:
            kept.append(each)
        assert list(kept) == bids
        assert next(iter(kept)) == bids[0]


def test_a_retraction_is_checked_against_bids_in_the_file() -> None:
    events = story(
        *(offer(100 + 50 * n, BEN if n % 2 else ANN, f"b{n}") for n in range(6)), retraction("b5")
    )
    with SpooledBids(bids_max=2) as kept:
        check = HistoryCheck(kept)
        assert [fault for event in events for fault in check.add(event)] == []
        assert [each.bid_id for each in kept] == [f"b{n}" for n in range(6)]


def test_the_bids_of_another_item_begin_anew() -> None:
    with SpooledBids(bids_max=1) as kept:
        for number in range(3):
            kept.append(bid(number))
        kept.clear()
        assert list(kept) == []
        kept.append(bid(7))
        assert list(kept) == [bid(7)]


def test_a_short_history_needs_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with SpooledBids(bids_max=2) as kept:
        kept.append(bid(1))
        kept.append(bid(2))
        with pytest.raises(OSError, match="missing"):
            kept.append(bid(3))
