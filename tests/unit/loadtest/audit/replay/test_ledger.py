"""The audit's ledger of the bids that remain."""

from typing import Any

from loadtest.audit.record import Body, Event
from loadtest.audit.replay.ledger import HOUR_MS, LAST_HOURS_MS, Lead, Ledger


def _ledger(*bids: tuple[int, int]) -> Ledger:
    """Return a ledger of Ann's bids, given by number and time."""
    ledger = Ledger()
    for seq, at in bids:
        body = Body(bid_id=f"b{seq}", bidder=("ann", ""), amount=100 + seq)
        ledger.add(Event("lamp", seq, at, "BidAccepted", body))
    return ledger


def _retraction(at: int, *seqs: int) -> Event:
    fields: dict[str, Any] = {"bid_ids": [f"b{seq}" for seq in seqs], "seqs": list(seqs)}
    return Event("lamp", 9, at, "BidsRetracted", Body(bidder=("ann", ""), **fields))


def test_long_before_the_end_all_bids_are_retracted_and_later_the_latest_within_an_hour() -> None:
    ledger, end = _ledger((3, 0), (4, 0)), LAST_HOURS_MS + HOUR_MS
    assert list(ledger.faults(_retraction(0, 3, 4), end, 0)) == []
    assert list(ledger.faults(_retraction(0, 4), end, 0)) != []
    assert list(ledger.faults(_retraction(HOUR_MS, 4), end, HOUR_MS)) == []
    assert list(ledger.faults(_retraction(HOUR_MS + 1, 4), end, HOUR_MS + 1)) != []
    assert list(ledger.faults(_retraction(0, 4), None, 0)) == []


def test_a_removed_bid_counts_no_more_for_the_lead() -> None:
    ledger = _ledger((3, 0))
    assert ledger.lead(100, lambda price: 10) == Lead("ann", 103, 103)
    ledger.remove(_retraction(0, 3))
    assert ledger.lead(100, lambda price: 10) == Lead(None, 100)


def test_a_bid_that_bought_the_item_below_its_amount_stands_for_the_price() -> None:
    ledger = Ledger()
    body = Body(bid_id="b3", bidder=("ann", ""), amount=500, offered=900)
    ledger.add(Event("lamp", 3, 0, "BidAccepted", body))
    assert ledger.lead(100, lambda price: 10) == Lead("ann", 500, 500)
