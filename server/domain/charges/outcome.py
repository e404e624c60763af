"""An item's outcome, with the charges of its winners."""

import msgspec

from server.domain.charges.fees import Charge, charge
from server.domain.listings.listing import Listing
from server.domain.types import Amount, Bidder, Status, UserId, Winner


class Underbidder(msgspec.Struct, frozen=True):
    """The highest bidder who did not win, and their highest standing bid."""

    bidder: Bidder
    amount: Amount


class Outcome(msgspec.Struct, frozen=True):
    """An item as the archive has it: its listing, its status and the lines of its winners.

    There are no winners until the item is sold.
    """

    listing: Listing
    status: Status
    winners: tuple[Winner, ...] = ()
    underbidder: Underbidder | None = None

    @property
    def named(self) -> list[UserId]:
        """The users whom it names."""
        named = [each.bidder.user_id for each in self.winners]
        return named if self.underbidder is None else [*named, self.underbidder.bidder.user_id]

    def charges(self) -> list[tuple[Winner, Charge]]:
        """Return each line of the winners with its charge."""
        if self.status is not Status.SOLD:
            return []
        return [
            (each, charge(self.listing.fees, each.amount, each.quantity)) for each in self.winners
        ]


def sum_of(charges: list[Charge]) -> Charge:
    """Add charges up, part by part."""
    return Charge(
        sum(each.hammer for each in charges),
        sum(each.premium for each in charges),
        sum(each.tax for each in charges),
    )
