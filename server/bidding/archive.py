"""The port to the archive, which the server uses and `persistence` implements.

    Exception
      ArchiveError
        ArchiveUnavailable    the archive can't be asked; nothing was written
          ArchiveUnconfirmed  the reply to a commit was lost
        NotInArchive          the archive has no such auction or item

The faces' use cases need sales, users and bids; restoration needs the live items, their epochs and
the commits that are not archived.
Callers bound their wait with `answering_within` (0124).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import msgspec

from server.bidding.hot_state.admissions import Admission
from server.bidding.settling.records import Receipt
from server.bidding.settling.replay import Rebuilt
from server.domain.auction import Auction
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import Amount, AuctionId, BidId, ItemId, Millis, UserId
from server.domain.view import BidView

LIVE_WAIT_S = 0.5
"""Longest wait for the archive where a socket waits: for the answer to an event or to its CONNECT."""
REQUEST_WAIT_S = 2.5
"""Longest wait for one answer of the archive where an HTTP request waits."""


class ArchiveError(Exception):
    """The archive has no answer."""


class ArchiveUnavailable(ArchiveError):  # noqa: N818 - a state of the world, not a fault of the program
    """The archive can't be asked."""


class ArchiveUnconfirmed(ArchiveUnavailable):
    """The reply to a commit was lost, so it is not known whether the call has had its effect."""


class NotInArchive(ArchiveError):  # noqa: N818 - a request's mistake, not a fault of the program
    """The archive has no such auction or item; `kind` says which of them."""

    def __init__(self, kind: Literal["auction", "item"]) -> None:
        super().__init__(f"there is no such {kind}")
        self.kind = kind


@asynccontextmanager
async def answering_within(seconds: float) -> AsyncIterator[None]:
    """Wait for the archive while inside, no longer than `seconds`; raises ArchiveUnavailable."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ArchiveUnavailable("the archive has not answered in time") from error


class Commit(msgspec.Struct, frozen=True, gc=False):
    """A commit of one item: its journal entry, the numbers of its events, and the moment of the last."""

    item_id: ItemId
    epoch: int
    first: int
    seq: int
    at: Millis
    entry: bytes


class CommitStates(NamedTuple):
    """The commits that are `archived`, and the `superseded` ones, which the journal won't bring there.

    A superseded commit belongs to an older epoch, or the archive has another event of its number.
    """

    archived: Sequence[Commit]
    superseded: Sequence[Commit]


class RangeState(NamedTuple):
    """The state of a range of an item's numbers: the item's epoch, and the count of archived events."""

    epoch: int
    epoch_seq: int
    archived: int


@dataclass(frozen=True, slots=True)
class Head:
    """An item as Redis has it, and the epoch of its history."""

    item: Item
    epoch: int


class EventsAwaited(Exception):  # noqa: N818 - a state of the stores, not a fault of the program
    """Redis has a history that has ended, and the archive does not have all of it yet."""

    def __init__(self, item_ids: Collection[ItemId]) -> None:
        super().__init__("the archive lacks events of a history that has ended")
        self.item_ids = item_ids


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """An item's new epoch, and the item; `rebuilt` where the archive has more than Redis, or None."""

    epoch: int
    item: Item | None
    rebuilt: Rebuilt | None


@dataclass(frozen=True, slots=True)
class ArchivedItem:
    """An item in the archive; `auction_id` is set where the auction's items are restored as one unit."""

    auction_id: AuctionId | None
    begun: bool
    """Whether the archive has any of the item's events."""
    ended: bool


@dataclass(frozen=True, slots=True)
class Bidders:
    """An auction that checks its bidders."""

    admissions: Mapping[UserId, Admission]
    live: Sequence[ItemId]
    """The items that have not ended."""
    ended: Mapping[ItemId, Mapping[UserId, Amount]]
    """The items that have ended, each with the amounts that its winners have to pay."""


class LostBid(msgspec.Struct, frozen=True):
    """A bid that was acknowledged and is not part of its item's history."""

    item_id: ItemId
    epoch: int
    bid_id: BidId
    bidder: UserId
    seq: int
    amount: Amount


class Archive(Protocol):
    """The permanent record. Every method raises ArchiveUnavailable, and ends at once when cancelled."""

    async def add_user(self, user_id: UserId, handle: str) -> None:
        """Keep a user; an existing one gets the new handle."""
        ...

    async def add_auction(self, auction: Auction) -> Auction:
        """Keep an auction; return the one that now has its id, which may be an older one."""
        ...

    async def auctions(
        self, *, words: str | None = None, after: AuctionId | None = None, limit: int
    ) -> Sequence[Auction]:
        """Return the latest auctions, newest first, or those that follow one of them.

        With `words` only those whose titles have words that begin with them.
        """
        ...

    async def auction(self, auction_id: AuctionId) -> Auction:
        """Return an auction; raises NotInArchive."""
        ...

    async def add_listing(self, listing: Listing) -> bool:
        """Keep a listing; return False if there is one already, which stays unchanged."""
        ...

    async def discard_listing(self, item_id: ItemId) -> None:
        """Take back the listing of an item that was not put up; one with archived events stays."""
        ...

    async def item_ids(
        self, auction_id: AuctionId, *, after: ItemId | None = None, limit: int
    ) -> Sequence[ItemId]:
        """Return an auction's first items in their order, or those after one."""
        ...

    async def admissions(self, auction_id: AuctionId) -> Mapping[UserId, Admission]:
        """Return the auctioneer's decisions on an auction's bidders, by user id."""
        ...

    async def bids(self, item_id: ItemId, *, before: int, limit: int) -> Sequence[BidView]:
        """Return bids with seq < before, newest first; raises NotInArchive."""
        ...

    async def bids_between(
        self, item_id: ItemId, after: int, before: int
    ) -> Sequence[BidView] | None:
        """Return all bids with after < seq < before, oldest first; None while any are missing."""
        ...

    async def retracted_between(self, item_id: ItemId, after: int, before: int) -> Sequence[int]:
        """Return the numbers of the bids that events with after < seq < before retracted."""
        ...

    async def live_items(self) -> Sequence[ItemId]:
        """Return the items that are not done, those with the nearest opening or end first.

        An ended item of a sequence is done when it has called the next one.
        """
        ...

    async def bidders(self, auction_id: AuctionId) -> Bidders:
        """Return the bidders and items of an auction that checks its bidders."""
        ...

    async def archived_items(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, ArchivedItem]:
        """Return those of the items that the archive has."""
        ...

    async def lost_bids(self, item_ids: Sequence[ItemId]) -> Sequence[LostBid]:
        """Return bids of items that were set aside within a day and have not been accepted again since."""
        ...

    async def lost_items(self, within_s: float) -> Sequence[ItemId]:
        """Return items of which events were set aside within so many seconds, 1,000 at most."""
        ...

    async def add_snapshots(self, hot_seqs: Mapping[ItemId, int]) -> None:
        """Add late snapshots to long histories where Redis has less, its last event being in `hot_seqs`."""
        ...

    async def begin_epochs(
        self,
        heads: Mapping[ItemId, Head | None],
        *,
        recent_max: int,
        awaits_events: bool = True,
        confirm: Callable[[], Awaitable[None]] | None = None,
    ) -> Mapping[ItemId, NewEpoch]:
        """Begin a new epoch of each item, given its state in Redis, whose lock the caller holds.

        The epoch begins at the last event that Redis or the archive has, or that the archive has if
        the two are known to have different histories. Archived events after a gap are set aside. Items
        that the archive does not have are left out. Raises EventsAwaited, unless `awaits_events` is False,
        where a history that ended with an earlier epoch is not archived up to its end. `confirm` is
        awaited while no other epoch of the items can begin, and nothing begins if it raises (0215).
        """
        ...

    async def keep(self, entries: Sequence[tuple[int, bytes]]) -> Collection[ItemId]:
        """Write encoded journal entries, each after its epoch, that did not come through the journal.

        Returns the items of which Redis has another history than the archive.
        """
        ...

    async def commit_states(self, remembered: Sequence[Commit]) -> CommitStates:
        """Find the commits that are archived, and those that the journal won't bring there."""
        ...

    async def range_states(
        self, ranges: Sequence[tuple[ItemId, int, int]]
    ) -> Sequence[RangeState | None]:
        """Return the states of ranges of numbers, first to last; None for an unknown item."""
        ...

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> Collection[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted."""
        ...

    def receipts(self, item_id: ItemId, last: int) -> AsyncIterator[Mapping[BidId, Receipt]]:
        """Rebuild the receipts of an item's bids up to event `last`, in small pieces."""
        ...
