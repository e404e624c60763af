"""How each format takes a bid and picks its winners; adding one is a module here and a line below."""

from collections.abc import Iterable, Mapping

from server.domain.formats.dutch import Dutch
from server.domain.formats.english import English
from server.domain.formats.fixed import Fixed
from server.domain.formats.rules import Quote, Rules
from server.domain.formats.sealed import SealedFirst, SealedSecond
from server.domain.formats.uniform import Uniform
from server.domain.item import Item
from server.domain.types import Amount, Format, Millis, Status, UserId, Winner

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


def exposure(item: Item) -> Mapping[UserId, Amount]:
    """Return what each user may have to pay for an item: what they won, once that is settled."""
    if item.status in (Status.UNSOLD, Status.CANCELLED):
        return {}
    if item.status is not Status.SOLD:
        return FORMATS[item.listing.format].exposure(item)
    return total_of(item.winners)


def total_of(winners: Iterable[Winner]) -> Mapping[UserId, Amount]:
    """Add up what each winner pays for all their units."""
    total: dict[UserId, Amount] = {}
    for winner in winners:
        user_id = winner.bidder.user_id
        total[user_id] = total.get(user_id, 0) + winner.amount * winner.quantity
    return total
