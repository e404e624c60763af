"""Who leads in the honest sale of the audit's tests, and at which price. Not the audit's own reckoning."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
Lead = tuple[str | None, int, int]
"""Who leads, the price, and the most that the leader would pay."""

NOBODY: Lead = (None, 100, 0)


def step(price: int) -> int:
    """Return the increment at a price."""
    return 25 if price >= 200 else 10


def lead_after(lead: Lead, user: str, amount: int) -> Lead:
    """Return the lead after a bid in sight of all."""
    leader, price, most = lead
    if leader in (None, user) or amount > most:
        return user, amount, max(amount, most if leader == user else 0)
    return leader, max(price, amount, min(most, amount + step(amount))), most


def lead_by(offers: Iterable[Json]) -> Lead:
    """Return the lead that the bids which remain would have led to."""
    lead = NOBODY
    for offer in offers:
        user, amount = offer["bidder"], offer["amount"]
        raised = (user, lead[1], max(lead[2], amount))
        lead = raised if user == lead[0] else lead_after(lead, user, amount)
    return lead


def gone_with(offer: Json, bids: Iterable[Json], offers: Iterable[Json], reach: int) -> list[int]:
    """Return the numbers that go with an offer: what answered it, or its bidder's beyond `reach`."""
    standing = {each["bid_id"] for each in offers}
    gone = set()
    for bid in bids:
        beyond = bid["bidder"] == offer["bidder"] and bid["amount"] > reach
        made_for = bid["auto"] and bid["bid_id"] in standing and beyond
        if bid["bid_id"] == offer["bid_id"] or made_for:
            gone.add(bid["seq"])
    return sorted(gone)
