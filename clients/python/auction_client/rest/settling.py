"""The routes about what bids cost, a sale's results, and statements."""

from auction_client.messages import Cost, Results, Statement
from auction_client.rest.requests import HttpRequests, path_segment, query


class SettlingRoutes:
    """Quotes, results and statements."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def cost(
        self, item_id: str, *, amount: int | None = None, quantity: int | None = None
    ) -> Cost:
        """Read what winning at an amount would cost, or at the minimum of the next bid."""
        path, params = (
            f"/items/{path_segment(item_id)}/quote",
            query(amount=amount, quantity=quantity),
        )
        return await self._http.request("GET", path, Cost, params=params)

    async def results(
        self, auction_id: str, *, after: str | None = None, limit: int | None = None
    ) -> Results:
        """Read a page of a sale's results."""
        path, params = (
            f"/auctions/{path_segment(auction_id)}/results",
            query(after=after, limit=limit),
        )
        return await self._http.request("GET", path, Results, params=params)

    async def statement(self, auction_id: str, user_id: str) -> Statement:
        """Read all that a bidder has won in a sale."""
        path = f"/auctions/{path_segment(auction_id)}/statements/{path_segment(user_id)}"
        return await self._http.request("GET", path, Statement)

    async def own_statement(self, auction_id: str) -> Statement:
        """Read all that the user of the token has won in a sale."""
        params = query(auction_id=auction_id)
        return await self._http.request("GET", "/me/statement", Statement, params=params)
