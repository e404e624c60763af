"""Watching a sale: sockets enter a sale's room, and are answered with a page of it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId, Millis
from server.domain.view import OwnView
from server.identity.identity import Identity
from server.sockets.rooms.manager import Rooms, sale_room
from server.sockets.sales.feed import SaleFeed
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.sockets.sales.standings import OwnStandings
from server.wire.errors import Refused
from server.wire.sale_feed import WatchSale

SalePageAnswer = Mapping[str, Any]
"""A SaleAnswer whose items are encoded already."""
PAGE_ROWS_MAX = 250
"""Rows of an answer: 45 KiB, less than a socket may leave unread."""


class SaleWatching:
    """Lets sockets in and out of the rooms of sales, and shows them the sale."""

    def __init__(
        self,
        rooms: Rooms,
        feeds: SaleFeeds,
        reader: SaleReader,
        standings: OwnStandings,
        identity_of: Callable[[str], Identity | None],
    ) -> None:
        """`identity_of` returns the user of a socket."""
        self._rooms = rooms
        self._feeds = feeds
        self._reader = reader
        self._standings = standings
        self._identity_of = identity_of

    async def watch(self, sid: str, request: WatchSale) -> SalePageAnswer:
        """Enter a sale's room and return a page of the sale; raises Refused."""
        auction_id = AuctionId(request.auction_id)
        room = sale_room(auction_id)
        if not self._rooms.may_enter(sid, room):
            raise Refused(Code.INVALID, "this socket watches too many sales", field="auction_id")
        # The room is entered before the sale is shown, as an item's is: no change between is missed.
        entered = self._rooms.enter(sid, room)
        feed = self._feeds.open(auction_id)
        try:
            await self._reader.fill(feed)
            return await self._page(sid, feed, request)
        except BaseException:
            if entered:  # a socket that was in the room before stays there
                self._rooms.leave(sid, room)
            if feed.as_of is None:
                self._feeds.close(feed)
            raise

    async def rejoin(self, sid: str, auction_id: AuctionId, since: Millis) -> msgspec.Raw | None:
        """Put a returning socket in a sale's room and return the message that completes it.

        Returns None, and leaves the room, if that message would be too long. Raises Refused.
        """
        room = sale_room(auction_id)
        entered = self._rooms.enter(sid, room)
        feed, message = self._feeds.open(auction_id), None
        try:
            await self._reader.fill(feed)
            message = feed.recovered(since, PAGE_ROWS_MAX)
        finally:
            if message is None and entered:
                self._rooms.leave(sid, room)
            if feed.as_of is None:
                self._feeds.close(feed)
        return message

    def leave(self, sid: str, auction_id: AuctionId) -> None:
        """Take a socket out of a sale's room."""
        self._rooms.leave(sid, sale_room(auction_id))

    def is_filled(self, auction_id: AuctionId) -> bool:
        """Return whether a sale can be shown without reading it first."""
        feed = self._feeds.get(auction_id)
        return feed is not None and feed.as_of is not None

    def sent_as_of(self, auction_id: AuctionId) -> Millis | None:
        """Return the `as_of` of the last message to a sale's room here."""
        feed = self._feeds.get(auction_id)
        return None if feed is None else feed.sent_as_of

    async def _page(self, sid: str, feed: SaleFeed, request: WatchSale) -> SalePageAnswer:
        after = None if request.after is None else ItemId(request.after)
        page = feed.page(request.position, after, PAGE_ROWS_MAX)
        if page is None:
            raise Refused(Code.INVALID, "the sale has no such item", field="after")
        # The position is that of the page, and not that after the reader's own standing was read.
        answer: dict[str, Any] = {
            "ok": True,
            "auction_id": feed.auction_id,
            "feed": feed.name,
            "number": feed.number,
            "as_of": feed.as_of,
            "items": page.items,
            "next_after": page.next_after,
        }
        self._feeds.schedule(feed)
        reader = self._identity_of(sid)
        yours: dict[str, OwnView] = {}
        if reader is not None:
            yours = await self._standings.of(reader, page.entries)
        return {**answer, "yours": yours}
