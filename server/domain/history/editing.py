"""Checks the amendments and the deletion of an item in its history."""

from server.domain.events import ItemDeleted, ListingAmended
from server.domain.item import Item
from server.domain.listings.contradictions import contradictions
from server.domain.running.editing import DESCRIPTION, IDENTITY, changed_fields
from server.domain.types import Status


def fault_of_editing(item: Item, event: ListingAmended | ItemDeleted) -> str | None:
    """Check an amendment or a deletion against the state before it."""
    if item.status is Status.DELETED:
        return "the item had been deleted"
    if isinstance(event, ItemDeleted):
        return None if item.is_undecided else "something had been decided on the item"
    changed = set(changed_fields(item.listing, event.listing))
    rules = changed - DESCRIPTION
    if not changed:
        return "it changes nothing"
    if changed & IDENTITY:
        return f"it changes {_names(changed & IDENTITY)}"
    if rules and not item.is_undecided:
        return f"it changes {_names(rules)} after something had been decided on the item"
    before = contradictions(item.listing)
    wrong = {each.field for each in contradictions(event.listing) if each not in before}
    return f"its listing has a contradiction in {_names(wrong)}" if wrong else None


def _names(fields: set[str]) -> str:
    return ", ".join(sorted(fields))
