"""The port to restoration, which the hot state uses."""

from collections.abc import Collection, Sequence
from typing import Protocol

from server.domain.types import BidId, ItemId


class Restoration(Protocol):
    """Restores what a hot state lacks. `restoration.restorer` implements it."""

    def hot_state_lost(self) -> None:
        """Have a new era begun soon, because a shard has turned out to be untrusted."""
        ...

    def want(self, item_ids: Collection[ItemId]) -> None:
        """Have unchecked items restored as soon as possible; the nodes in their lines are woken then."""
        ...

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:
        """Restore items that are unchecked or missing; return those that the archive has.

        Raises HotStateUntrusted if that can't be done in time.
        """
        ...

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted.

        Raises HotStateUntrusted if that can't be found out in time.
        """
        ...


class NoRestoration:
    """The stand-in for a hot state that nobody restores."""

    def hot_state_lost(self) -> None:
        """Leave an untrusted hot state as it is."""

    def want(self, item_ids: Collection[ItemId]) -> None:
        """Leave unchecked items as they are."""

    async def restore(self, item_ids: Sequence[ItemId]) -> Collection[ItemId]:  # noqa: ARG002
        """Find nothing to restore."""
        return ()

    async def used_bid_ids(
        self,
        item_id: ItemId,  # noqa: ARG002
        bid_ids: Sequence[BidId],  # noqa: ARG002
        last: int,  # noqa: ARG002
    ) -> Collection[BidId]:
        """Find no bid."""
        return ()
