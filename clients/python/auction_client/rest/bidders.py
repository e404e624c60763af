"""The routes about the bidders of a sale."""

from auction_client.messages import Admission, SaleBidder, SaleBidders
from auction_client.rest.requests import HttpRequests, path_segment, query


class BidderRoutes:
    """Admission to a sale, and the house's decisions on its bidders."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def ask_admission(
        self, auction_id: str, *, note: str = "", terms_version: str | None = None
    ) -> Admission:
        """Ask to be admitted to a sale, and accept its terms by their version."""
        body = {"note": note, "terms_version": terms_version}
        return await self._http.request("POST", _admission(auction_id), Admission, body=body)

    async def admission(self, auction_id: str) -> Admission:
        """Read where the user of the token stands in a sale."""
        return await self._http.request("GET", _admission(auction_id), Admission)

    async def page(
        self,
        auction_id: str,
        *,
        state: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> SaleBidders:
        """Read a page of a sale's bidders, all or those of a state."""
        path, params = (
            f"/auctions/{path_segment(auction_id)}/bidders",
            query(state=state, after=after, limit=limit),
        )
        return await self._http.request("GET", path, SaleBidders, params=params)

    async def admit(
        self,
        auction_id: str,
        user_id: str,
        *,
        approved: bool = True,
        spending_limit: int | None = None,
        reason: str = "",
    ) -> SaleBidder:
        """Approve a bidder, up to a limit, or refuse them."""
        body = {"approved": approved, "spending_limit": spending_limit, "reason": reason}
        return await self._http.request("PUT", _bidder(auction_id, user_id), SaleBidder, body=body)

    async def block(
        self, auction_id: str, user_id: str, *, reason: str = "", void_bids: bool = False
    ) -> SaleBidder:
        """Block a user from a sale, and void their bids if wanted.

        A refusal with the code `unknown` asks for the same call again.
        """
        path = f"{_bidder(auction_id, user_id)}/block"
        return await self._http.request(
            "POST", path, SaleBidder, body={"reason": reason, "void_bids": void_bids}
        )

    async def unblock(self, auction_id: str, user_id: str) -> SaleBidder:
        """Lift the block of a user."""
        return await self._http.request(
            "POST", f"{_bidder(auction_id, user_id)}/unblock", SaleBidder
        )


def _admission(auction_id: str) -> str:
    return f"/auctions/{path_segment(auction_id)}/admission"


def _bidder(auction_id: str, user_id: str) -> str:
    return f"/auctions/{path_segment(auction_id)}/bidders/{path_segment(user_id)}"
