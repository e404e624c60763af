"""The HTTP routes: registration, items, the history, and the commands that run a sale."""

from typing import Self

from auction_client.messages import (
    ActAnswer,
    Auction,
    AuctionList,
    AuctionWithItems,
    CommandAnswer,
    HammerAnswer,
    HistoryAnswer,
    Item,
    Reach,
    Registration,
)
from auction_client.rest.bidders import BidderRoutes
from auction_client.rest.catalogue import CatalogueRoutes
from auction_client.rest.editing import EditingRoutes
from auction_client.rest.mine import OwnRoutes
from auction_client.rest.requests import HttpRequests, path_segment, query
from auction_client.rest.saleroom import SaleroomRoutes
from auction_client.rest.settling import SettlingRoutes
from auction_client.rest.webhooks import WebhookRoutes

_WITHOUT_BODY = frozenset({"open", "pause", "resume", "cancel", "pass", "sell"})
"""Commands whose `expected_seq` stands in the query."""


class AuctionRest:
    """The HTTP routes of the server at `url`, as an async context manager that owns the HTTP session.

    Every method raises RequestRefused, NotConnected, Unanswered or UnexpectedAnswer.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.http = HttpRequests(url, token)
        self.bidders = BidderRoutes(self.http)
        """The bidders of a sale."""
        self.settling = SettlingRoutes(self.http)
        """The cost of bids, the results of sales and statements."""
        self.webhooks = WebhookRoutes(self.http)
        """Events that are sent to the operator's own services."""
        self.catalogue = CatalogueRoutes(self.http)
        """Searches, imports and exports."""
        self.own = OwnRoutes(self.http)
        """What is the user's own."""
        self.editing = EditingRoutes(self.http)
        """Changes and deletions of items and sales."""
        self.saleroom = SaleroomRoutes(self.http)
        """Clerks and paddles of a sale, bids of the room, and notices."""

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.http.__aexit__(*exception)

    @property
    def url(self) -> str:
        """The server's address."""
        return self.http.url

    @property
    def token(self) -> str | None:
        """The token that requests are sent with."""
        return self.http.token

    @token.setter
    def token(self, token: str | None) -> None:
        self.http.token = token

    @property
    def last_message_at(self) -> float:
        """When the server was last heard from, in seconds since the epoch; 0 before its first answer."""
        return self.http.last_message_at

    async def register(self, name: str) -> Registration:
        """Register a bidder, where registration is open; the answer has the token."""
        return await self.http.request("POST", "/users", Registration, body={"name": name})

    async def rename(self, name: str) -> Registration:
        """Take another name, at most once a second; `authenticate` with the answer's token afterwards."""
        return await self.http.request("PATCH", "/users/me", Registration, body={"name": name})

    async def auctions(self) -> tuple[Auction, ...]:
        """List the latest 100 sales, newest first."""
        return (await self.auction_list()).auctions

    async def auction_list(
        self, words: str | None = None, *, after: str | None = None, limit: int | None = None
    ) -> AuctionList:
        """Read a page of the sales, newest first, or of those whose titles have all words."""
        params = query(q=words, after=after, limit=limit)
        return await self.http.request("GET", "/auctions", AuctionList, params=params)

    async def auction(
        self, auction_id: str, *, after: str | None = None, limit: int | None = None
    ) -> AuctionWithItems:
        """Read a sale with a page of its items as they stand."""
        path, params = f"/auctions/{path_segment(auction_id)}", query(after=after, limit=limit)
        return await self.http.request("GET", path, AuctionWithItems, params=params)

    async def item(self, item_id: str) -> Item:
        """Read an item as it stands."""
        return await self.http.request("GET", f"/items/{path_segment(item_id)}", Item)

    async def history(
        self, item_id: str, *, before: int | None = None, limit: int | None = None
    ) -> HistoryAnswer:
        """Read a page of an item's bids, newest first, from the archive."""
        params = query(before=before, limit=limit)
        return await self.http.request(
            "GET", f"/items/{path_segment(item_id)}/bids", HistoryAnswer, params=params
        )

    async def create_auction(self, title: str, **fields: object) -> Auction:
        """Create a sale; `fields` may hold `auction_id`, `currency` and the contract's other ones."""
        return await self.http.request(
            "POST", "/auctions", Auction, body={"title": title, **fields}
        )

    async def create_item(
        self, auction_id: str, title: str, start_price: int, **fields: object
    ) -> Item:
        """Put an item up; `fields` may hold any of the contract, such as `item_id` or `ends_at`."""
        body = {"title": title, "start_price": start_price, **fields}
        return await self.http.request(
            "POST", f"/auctions/{path_segment(auction_id)}/items", Item, body=body
        )

    async def act_on_sale(self, auction_id: str, act: str, **fields: object) -> ActAnswer:
        """Carry out `pause`, `resume`, or `extend` with `by_ms`, on all items of a sale.

        With an `act_id` of the caller's choice it may be sent again.
        """
        path = f"/auctions/{path_segment(auction_id)}/{path_segment(act)}"
        return await self.http.request("POST", path, ActAnswer, body=fields)

    async def command(self, item_id: str, command: str, **fields: object) -> int:
        """Carry out a command of the auctioneer, such as `open`, `close`, or `extend` with `ends_at`.

        With `expected_seq` it is refused `conflict` if the item has another last event. Returns the
        item's last event number.
        """
        path = f"/items/{path_segment(item_id)}/{path_segment(command)}"
        params = None
        if command in _WITHOUT_BODY and "expected_seq" in fields:
            params = {"expected_seq": str(fields.pop("expected_seq"))}
        answer = await self.http.request(
            "POST", path, CommandAnswer, body=fields or None, params=params
        )
        return answer.seq

    async def reach(self, item_id: str) -> Reach:
        """Read how many sockets certainly have an item's present state."""
        return await self.http.request("GET", f"/items/{path_segment(item_id)}/reach", Reach)

    async def hammer(
        self, item_id: str, command: str, *, reach: float, wait_ms: int = 2_000
    ) -> HammerAnswer:
        """Carry out `warn` or `close` when a share of the bidders has the price, or after a wait."""
        path = f"/items/{path_segment(item_id)}/{path_segment(command)}"
        body = {"reach": reach, "wait_ms": wait_ms}
        return await self.http.request("POST", path, HammerAnswer, body=body)
