"""The acts on whole sales as the archive keeps them."""

from collections.abc import Sequence
from typing import Protocol

from server.domain.running.sale_acts import ActOfSale
from server.domain.types import AuctionId, Millis


class SaleActStore(Protocol):
    """The acts. Every method raises ArchiveUnavailable."""

    async def begin(self, wanted: ActOfSale) -> ActOfSale:
        """Keep an act as the latest one of its sale, unless it was kept before; return it as it is kept.

        A pause of a paused sale, and the resumption of a resumed one, was kept before.
        """
        ...

    async def unfinished(
        self, auction_id: AuctionId | None = None, *, before: Millis
    ) -> Sequence[ActOfSale]:
        """Return acts that began before a moment and are not done, those of a sale in their order."""
        ...

    async def finish(self, act: ActOfSale, at: Millis) -> None:
        """Note that every item has carried an act out."""
        ...

    async def pause_or_resumption(self, auction_id: AuctionId) -> ActOfSale | None:
        """Return the latest pause or resumption of a sale."""
        ...
