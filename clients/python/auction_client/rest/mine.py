"""The routes of a user's own bids, wins and watchlist."""

from typing import TypeVar

from auction_client.messages.mine import Listed, OwnBids, OwnWins, Watchlist
from auction_client.rest.requests import HttpRequests, path_segment, query

T = TypeVar("T")


class OwnRoutes:
    """The items that the user of the token has bid on, won and put on their watchlist."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def bids(self, *, after: str | None = None, limit: int | None = None) -> OwnBids:
        """Read a page of the items that the user has bid on, and where they stand on them."""
        return await self._page("bids", OwnBids, after, limit)

    async def wins(self, *, after: str | None = None, limit: int | None = None) -> OwnWins:
        """Read a page of the items that the user has won, with the amounts owed."""
        return await self._page("wins", OwnWins, after, limit)

    async def watchlist(self, *, after: str | None = None, limit: int | None = None) -> Watchlist:
        """Read a page of the user's watchlist."""
        return await self._page("watchlist", Watchlist, after, limit)

    async def add_to_watchlist(self, item_id: str) -> None:
        """Put an item on the watchlist."""
        await self._http.request("PUT", f"/me/watchlist/{path_segment(item_id)}", Listed)

    async def take_from_watchlist(self, item_id: str) -> None:
        """Take an item from the watchlist."""
        await self._http.request("DELETE", f"/me/watchlist/{path_segment(item_id)}", Listed)

    async def _page(self, name: str, form: type[T], after: str | None, limit: int | None) -> T:
        params = query(after=after, limit=limit)
        return await self._http.request("GET", f"/me/{name}", form, params=params)
