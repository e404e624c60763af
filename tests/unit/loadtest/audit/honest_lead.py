"""The lead in the honest sale of the audit's tests, computed without the audit's code."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]
Lead = tuple[str | None, int, int]
"""The leader, the price, and the leader's maximum."""

NOBODY: Lead = (None, 100, 0)


def step(price: int) -> int:
    """Return the increment at a price."""
    return 25 if price >= 200 else 10


def lead_after(lead: Lead, user: str, amount: int) -> Lead:
    """Return the lead after a visible bid."""
    leader, price, most = lead
    if leader in (None, user) or amount > most:
        return user, amount, max(amount, most if leader == user else 0)
    return leader, max(price, amount, min(most, amount + step(amount))), most


def lead_by(offers: Iterable[Json]) -> Lead:
    """Return the lead that the remaining bids give."""
    lead = NOBODY
    for offer in offers:
        user, amount = offer["bidder"], offer["amount"]
        raised = (user, lead[1], max(lead[2], amount))
        lead = raised if user == lead[0] else lead_after(lead, user, amount)
    return lead


def retracted_with(
    offer: Json, bids: Iterable[Json], offers: Iterable[Json], reach: int
) -> list[int]:
    """Return the numbers retracted with an offer: the answers to it, and its bidder's beyond `reach`."""
    remaining = {each["bid_id"] for each in offers}
    retracted = set()
    for bid in bids:
        beyond = bid["bidder"] == offer["bidder"] and bid["amount"] > reach
        made_for = bid["auto"] and bid["bid_id"] in remaining and beyond
        if bid["bid_id"] == offer["bid_id"] or made_for:
            retracted.add(bid["seq"])
    return sorted(retracted)
