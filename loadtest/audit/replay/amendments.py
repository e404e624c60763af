"""The rules of an item whose listing was amended. Pure; it uses nothing of the server.

The rules can change while the item is scheduled and has no bid. Later amendments leave them as they are.
"""

from dataclasses import replace

from loadtest.audit.record import Event
from loadtest.audit.replay.rules import Rules, State


def listing_after(
    rules: Rules, listed: Rules | None, state: State, event: Event
) -> tuple[Rules, Rules | None, list[str]]:
    """Return the rules after an event, those of the latest listing, and the event's faults."""
    if event.body.listing is None:
        return rules, listed, []
    now = Rules.of_listing(event.body.listing)
    if event.type != "ListingAmended" or now == listed:
        return rules, now, []
    if state.status != "scheduled" or state.bid_count:
        return rules, now, [f"it changes the rules while the item is {state.status}"]
    return now, now, []


def with_rules(state: State, before: Rules, after: Rules) -> State:
    """Return an item under other rules: what follows from a changed rule changes with it."""
    ends_at = state.ends_at if after.ends_at == before.ends_at else after.ends_at
    return replace(state, price=after.start_price, ends_at=ends_at)
