"""How each format takes a bid and picks its winners; adding one is a module here and a line below."""

from collections.abc import Mapping

from server.domain.formats.dutch import Dutch
from server.domain.formats.english import English
from server.domain.formats.fixed import Fixed
from server.domain.formats.rules import Quote, Rules
from server.domain.formats.sealed import SealedFirst, SealedSecond
from server.domain.formats.uniform import Uniform
from server.domain.item import Item
from server.domain.types import Amount, Format, Millis, Status, UserId

FORMATS: dict[Format, Rules] = {
    Format.ENGLISH: English(),
    Format.DUTCH: Dutch(),
    Format.SEALED_FIRST: SealedFirst(),
    Format.SEALED_SECOND: SealedSecond(),
    Format.UNIFORM: Uniform(),
    Format.FIXED: Fixed(),
}


def quote(item: Item, now: Millis) -> Quote:
    """Return the figures of an item that everybody may know at the moment `now`."""
    return FORMATS[item.listing.format].quote(item, now)


def dues(item: Item) -> Mapping[UserId, Amount]:
    """Return what each user may have to pay for an item: what they won, once that is settled."""
    if item.status in (Status.UNSOLD, Status.CANCELLED):
        return {}
    if item.status is not Status.SOLD:
        return FORMATS[item.listing.format].dues(item)
    won: dict[UserId, Amount] = {}
    for winner in item.winners:
        user_id = winner.bidder.user_id
        won[user_id] = won.get(user_id, 0) + winner.amount * winner.quantity
    return won
