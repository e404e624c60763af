"""The archive in PostgreSQL, as the server asks for it (`server.bidding.archive`).

Sales, listings and users are written here directly, and are durable before their requests
are answered (decision 0002). The floor's events come through the journal instead; see `writer`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import cast

import msgspec

from persistence.connecting.guarded_pool import GuardedPool
from persistence.epochs import begin_epochs
from persistence.queries import SQL
from persistence.snapshots import add_snapshots, old_receipts
from persistence.writing import commits
from server.bidding.archive import (
    ArchivedItem,
    Bidders,
    Commit,
    CommitStates,
    Head,
    LostBid,
    NewEpoch,
    NotInArchive,
    RangeState,
)
from server.bidding.hot_state.admissions import Admission
from server.bidding.restoration.losses import Losses
from server.bidding.settling.records import Receipt
from server.domain.auction import Auction
from server.domain.formats.totals import total_of
from server.domain.listings.listing import Listing
from server.domain.types import AuctionId, BidId, ItemId, Position, UserId, Winner
from server.domain.view import BidView

decode_auction = msgspec.json.Decoder(Auction).decode
_decode_winners = msgspec.json.Decoder(tuple[Winner, ...]).decode
LATEST_EVENTS = 1_000
"""Events of an item among which a late one is looked for, more than are ever on their way at once."""


class Archive:
    """The permanent record. Every method raises ArchiveUnavailable while PostgreSQL can't be asked.

    A call may be cancelled at any time and then ends at once, whatever PostgreSQL does.
    """

    def __init__(self, pool: GuardedPool, losses: Losses | None = None) -> None:
        """Report the events that are set aside to `losses`."""
        self._pool = pool
        self._losses = losses or Losses()

    async def add_user(self, user_id: UserId, handle: str) -> None:
        """Keep a user; an existing one gets the new handle."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["add_user"], user_id, handle)

    async def add_auction(self, auction: Auction) -> Auction:
        """Keep an auction; return the one that now has its id, which may be an older one."""
        async with self._pool.transaction() as connection:
            existing = await connection.fetchval(SQL["auction"], auction.auction_id)
            if existing is not None:
                return decode_auction(existing)
            await connection.execute(SQL["add_user"], auction.auctioneer, auction.handle)
            await connection.execute(SQL["add_auction"], msgspec.json.encode(auction).decode())
            added = await connection.fetchval(SQL["auction"], auction.auction_id)
        return decode_auction(added)

    async def auctions(
        self, *, words: str | None = None, after: AuctionId | None = None, limit: int
    ) -> list[Auction]:
        """Return the latest auctions, newest first, or those that follow one of them.

        With `words` only those whose titles have words that begin with them.
        """
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["auctions"], after, limit, words)
        return [decode_auction(found) for (found,) in rows]

    async def auction(self, auction_id: AuctionId) -> Auction:
        """Return an auction; raises NotInArchive."""
        async with self._pool.connection() as connection:
            found = await connection.fetchval(SQL["auction"], auction_id)
        auction = None if found is None else decode_auction(found)
        if auction is None or auction.deleted:
            raise NotInArchive("auction")
        return auction

    async def add_listing(self, listing: Listing) -> bool:
        """Keep a listing; return False if there is one already, which stays unchanged."""
        encoded = msgspec.json.encode(listing).decode()
        async with self._pool.connection() as connection:
            added: str | None = await connection.fetchval(
                SQL["add_listing"], listing.item_id, listing.auction_id, encoded
            )
        return added is not None

    async def discard_listing(self, item_id: ItemId) -> None:
        """Take back the listing of an item that was not put up; one with archived events stays."""
        async with self._pool.connection() as connection:
            await connection.execute(SQL["discard_listing"], item_id)

    async def admissions(self, auction_id: AuctionId) -> dict[UserId, Admission]:
        """Return the auctioneer's decisions on an auction's bidders, by user id."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["admissions"], auction_id)
        return {
            UserId(row["user_id"]): Admission(row["approved"], row["spending_limit"])
            for row in rows
        }

    async def item_ids(
        self, auction_id: AuctionId, *, after: ItemId | None = None, limit: int
    ) -> list[ItemId]:
        """Return an auction's first items in their order, or those after one."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["item_ids"], auction_id, after, limit)
        return [ItemId(row["item_id"]) for row in rows]

    async def bids(self, item_id: ItemId, *, before: int, limit: int) -> list[BidView]:
        """Return bids with seq < before, newest first; raises NotInArchive."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["bids_before"], item_id, before, limit)
            if not rows and not await connection.fetchval(SQL["item_exists"], item_id):
                raise NotInArchive("item")
        return cast("list[BidView]", [dict(row) for row in rows])

    async def bids_between(
        self, item_id: ItemId, after: int, before: int
    ) -> Sequence[BidView] | None:
        """Return all bids with after < seq < before, oldest first; None while any are missing.

        Event numbers have no gaps, so a count shows whether the archive has them all.
        """
        async with self._pool.connection() as connection:
            count = await connection.fetchval(SQL["events_between"], item_id, after, before)
            if count != before - after - 1:
                return None
            rows = await connection.fetch(SQL["bids_between"], item_id, after, before)
        return cast("list[BidView]", [dict(row) for row in rows])

    async def retracted_between(self, item_id: ItemId, after: int, before: int) -> list[int]:
        """Return the numbers of the bids that events with after < seq < before retracted."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["retracted_between"], item_id, after, before)
        return [row["seq"] for row in rows]

    async def live_items(self) -> list[ItemId]:
        """Return the items that are not done, those with the nearest opening or end first.

        An ended item of a sequence is done when it has called the next one.
        """
        async with self._pool.connection() as connection:
            return [row["item_id"] for row in await connection.fetch(SQL["live_items"])]

    async def bidders(self, auction_id: AuctionId) -> Bidders:
        """Return the bidders and items of an auction that checks its bidders."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["items_of_bidders"], auction_id)
        live = [row["item_id"] for row in rows if row["winners"] is None]
        ended = {
            row["item_id"]: total_of(_decode_winners(row["winners"]))
            for row in rows
            if row["winners"] is not None
        }
        return Bidders(await self.admissions(auction_id), live, ended)

    async def archived_items(self, item_ids: Sequence[ItemId]) -> dict[ItemId, ArchivedItem]:
        """Return those of the items that the archive has."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["archived_items"], list(item_ids))
        return {
            row["item_id"]: ArchivedItem(row["auction_id"], row["begun"], row["ended"])
            for row in rows
        }

    async def lost_bids(self, item_ids: Sequence[ItemId]) -> list[LostBid]:
        """Return bids of items that were set aside within a day and have not been accepted again since."""
        async with self._pool.connection() as connection:
            return [LostBid(**row) for row in await connection.fetch(SQL["lost_bids"], item_ids)]

    async def lost_items(self, within_s: float) -> list[ItemId]:
        """Return items of which events were set aside within so many seconds, 1,000 at most."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["lost_items"], within_s)
        return [row["item_id"] for row in rows]

    async def add_snapshots(self, hot_seqs: Mapping[ItemId, int]) -> None:
        """Add late snapshots to long histories where Redis has less, its last event being in `hot_seqs`."""
        if hot_seqs:
            async with self._pool.connection() as connection:
                await add_snapshots(connection, hot_seqs)

    async def begin_epochs(
        self,
        heads: Mapping[ItemId, Head | None],
        *,
        recent_max: int,
        awaits_events: bool = True,
        confirm: Callable[[], Awaitable[None]] | None = None,
    ) -> dict[ItemId, NewEpoch]:
        """Begin a new epoch of each item, given its state in Redis, whose lock the caller holds.

        The epoch begins at the last event that Redis or the archive has, or that the archive has if
        the two are known to have different histories. Archived events after a gap are set aside. Items
        that the archive does not have are left out. Raises EventsAwaited, unless `awaits_events` is False,
        where a history that ended with an earlier epoch is not archived up to its end. `confirm` is
        awaited while no other epoch of the items can begin, and nothing begins if it raises (0215).
        """
        async with self._pool.transaction() as connection:
            rows = await connection.fetch(SQL["lock_items"], sorted(heads))
            if confirm is not None:
                await confirm()
            begun, lost = await begin_epochs(
                connection, rows, heads, recent_max=recent_max, awaits_events=awaits_events
            )
        self._losses.report(lost)
        return begun

    async def used_bid_ids(
        self, item_id: ItemId, bid_ids: Sequence[BidId], last: int
    ) -> set[BidId]:
        """Return those of the bid_ids that an item's events up to number `last` accepted."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["used_bid_ids"], item_id, list(bid_ids), last)
        return {BidId(row["bid_id"]) for row in rows}

    async def receipts(self, item_id: ItemId, last: int) -> AsyncIterator[Mapping[BidId, Receipt]]:
        """Rebuild the receipts of an item's bids up to event `last`, in small pieces."""
        async with self._pool.connection() as connection:
            async for receipts in old_receipts(connection, item_id, last):
                yield receipts

    async def positions(self, item_ids: Sequence[ItemId]) -> dict[ItemId, Position]:
        """Return the last archived event of those items that lack none of the latest before it."""
        async with self._pool.connection() as connection:
            rows = await connection.fetch(SQL["archived_positions"], item_ids, LATEST_EVENTS)
        return {row["item_id"]: Position(row["epoch"], row["seq"]) for row in rows}

    async def keep(self, entries: Sequence[tuple[int, bytes]]) -> set[ItemId]:
        """Write encoded journal entries, each after its epoch, that did not come through the journal.

        Returns the items of which Redis has another history than the archive. An entry that the
        archive can't hold is logged and left out.
        """
        written = await commits.keep(self._pool, entries)
        for each in written:
            self._losses.report(each.lost)
        return {item_id for each in written for item_id in each.contested}

    async def commit_states(self, remembered: Sequence[Commit]) -> CommitStates:
        """Find the commits that are archived, and those that the journal won't bring there."""
        async with self._pool.connection() as connection:
            return await commits.commit_states(connection, remembered)

    async def range_states(
        self, ranges: Sequence[tuple[ItemId, int, int]]
    ) -> list[RangeState | None]:
        """Return the states of ranges of numbers, first to last; None for an unknown item."""
        async with self._pool.connection() as connection:
            return await commits.range_states(connection, ranges)

    async def ping(self) -> None:
        """Return when PostgreSQL answers."""
        async with self._pool.connection() as connection:
            await connection.execute("SELECT 1")
