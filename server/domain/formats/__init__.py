"""The rules of each auction format. A new format is a module here and a line in `FORMATS`.

rules    the protocol of a format's rules, and the rejections that formats share
english  ascending, with hidden maxima
proxy    the proxy rule: leader and price among hidden maxima
dutch    a falling clock
fixed    units at a fixed price
claims   the common part of formats whose bids take units at once
sealed   one secret bid per bidder, first or second price
uniform  secret offers for several units, at one price
hidden   the common part of formats whose bids are secret until the close
totals   totals of amounts by user
own_standing  a bidder's own standing on an item
plausibility  the check against a slip of the finger
suggestions  suggested amounts for the next bid
"""

from collections.abc import Mapping

from server.domain.formats.dutch import Dutch
from server.domain.formats.english import English
from server.domain.formats.fixed import Fixed
from server.domain.formats.rules import Quote, Rules
from server.domain.formats.sealed import SealedFirst, SealedSecond
from server.domain.formats.totals import total_of
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
    """Return the fields of an item that everybody may know at the moment `now`."""
    return FORMATS[item.listing.format].quote(item, now)


def exposure(item: Item) -> Mapping[UserId, Amount]:
    """Return each user's exposure: the most that they may have to pay for the item.

    Once the item is sold this is the total of their wins.
    """
    if item.status in (Status.UNSOLD, Status.CANCELLED):
        return {}
    if item.status is Status.SCHEDULED:
        return {left.bidder.user_id: left.most * left.quantity for left in item.left}
    if item.status is not Status.SOLD:
        return FORMATS[item.listing.format].exposure(item)
    return total_of(item.winners)
