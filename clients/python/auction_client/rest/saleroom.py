"""The routes of those who run a sale: its clerks and paddles, bids of the room, and notices.

The commands on items are `AuctionRest.command`.
"""

from typing import Literal

from auction_client.messages import BidAnswer, Clerk, Clerks, Paddle, Paddles, Revoked, SaleNotice
from auction_client.rest.requests import HttpRequests, path_segment

RoomSource = Literal["floor", "telephone", "absentee", "consignor"]


class SaleroomRoutes:
    """Clerks, paddles, bids of the room and notices."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def grant_clerk(self, auction_id: str, user_id: str) -> Clerk:
        """Let a user enter bids and run the items of a sale."""
        return await self._http.request("PUT", _clerk(auction_id, user_id), Clerk)

    async def revoke_clerk(self, auction_id: str, user_id: str) -> None:
        """Take a clerk's grant back."""
        await self._http.request("DELETE", _clerk(auction_id, user_id), Revoked)

    async def clerks(self, auction_id: str) -> tuple[Clerk, ...]:
        """List the clerks of a sale."""
        path = f"/auctions/{path_segment(auction_id)}/clerks"
        return (await self._http.request("GET", path, Clerks)).clerks

    async def give_paddle(
        self, auction_id: str, number: str, *, user_id: str | None = None, name: str | None = None
    ) -> Paddle:
        """Give a paddle to a user, or to a person with a name alone."""
        path = f"/auctions/{path_segment(auction_id)}/paddles/{path_segment(number)}"
        body = {"user_id": user_id} if name is None else {"name": name}
        return await self._http.request("PUT", path, Paddle, body=body)

    async def paddles(self, auction_id: str) -> tuple[Paddle, ...]:
        """List the paddles of a sale."""
        path = f"/auctions/{path_segment(auction_id)}/paddles"
        return (await self._http.request("GET", path, Paddles)).paddles

    async def room_bid(
        self,
        item_id: str,
        bid_id: str,
        amount: int,
        source: RoomSource,
        *,
        paddle: str | None = None,
        **terms: object,
    ) -> BidAnswer:
        """Enter a bid; `terms` may hold `max_amount`, `quantity`, `expected_seq` and the contract's others.

        The same `bid_id` sent again gets the first answer again.
        """
        bid = {"bid_id": bid_id, "amount": amount, "source": source, "paddle": paddle, **terms}
        path = f"/items/{path_segment(item_id)}/room_bid"
        return await self._http.request("POST", path, BidAnswer, body=bid)

    async def give_notice(self, auction_id: str, notice_id: str, text: str) -> int:
        """Give a notice to each item of a sale that has not ended; return how many there were."""
        path = f"/auctions/{path_segment(auction_id)}/notice"
        body = {"notice_id": notice_id, "text": text}
        return (await self._http.request("POST", path, SaleNotice, body=body)).items


def _clerk(auction_id: str, user_id: str) -> str:
    return f"/auctions/{path_segment(auction_id)}/clerks/{path_segment(user_id)}"
