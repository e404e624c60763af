"""How each format takes a bid and picks its winners; adding one is a module here and a line below."""

from typing import Protocol

from server.domain.commands import PlaceBid
from server.domain.events import Event
from server.domain.formats.english import English
from server.domain.item import Item
from server.domain.rejection import Rejection
from server.domain.types import Format, Millis, Winner


class Rules(Protocol):
    """What a format decides; everything else is the same for all of them."""

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Decide a bid on an item that takes bids."""
        ...

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Pick the winners of an item that closes now; none: it is unsold."""
        ...


FORMATS: dict[Format, Rules] = {
    Format.ENGLISH: English(),
}
