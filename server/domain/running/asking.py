"""The asking price: the lowest amount of the next bid, as those who run the sale set it."""

from server.domain.commands import SetAsking
from server.domain.events import AskingSet, Event
from server.domain.item import Item
from server.domain.rejection import Code, Rejection, invalid
from server.domain.types import AMOUNT_MAX, Amount, Format, Millis


def set_asking(item: Item, command: SetAsking, now: Millis) -> tuple[Event, ...] | Rejection:
    """Set the asking price of an ascending item, above the price or at least the start price."""
    field = "increment" if command.price is None else "price"
    if item.listing.format is not Format.ENGLISH:
        return invalid(field, "an item of this format has no asking price")
    if (command.price is None) is (command.increment is None):
        return invalid("price", "either the price or the increment is needed")
    asking = command.price or item.price + (command.increment or 0)
    if asking == item.asking:
        return ()
    refusal = _refuse(item, asking, field)
    return refusal or (AskingSet(seq=item.seq + 1, at=now, asking=asking),)


def _refuse(item: Item, asking: Amount, field: str) -> Rejection | None:
    listing = item.listing
    lowest = listing.start_price if item.leader is None else item.price + 1
    if asking < lowest:
        least = lowest if field == "price" else lowest - item.price
        return invalid(field, "the asking price is below the price", minimum=least)
    highest = AMOUNT_MAX
    if listing.buy_now is not None and item.price < listing.buy_now:
        highest = listing.buy_now
    if asking > highest:
        return invalid(field, f"the asking price is above {highest}")
    if listing.on_ladder and not listing.increment.reaches(listing.start_price, asking):
        message = f"{field}: not a whole number of increments above the start price"
        return Rejection(Code.OFF_LADDER, message, {"field": field})
    return None
