"""The routes that change and delete items and sales."""

from auction_client.messages import Auction, CommandAnswer
from auction_client.rest.requests import HttpRequests, path_segment


class EditingRoutes:
    """Changes by merge patches: a field that is not named stays, and None takes it back to its default."""

    def __init__(self, http: HttpRequests) -> None:
        self._http = http

    async def listing(self, item_id: str) -> dict[str, object]:
        """Read an item's whole listing, as the fields of a new item."""
        path = f"{_item(item_id)}/listing"
        return await self._http.request("GET", path, dict[str, object])

    async def amend_item(self, item_id: str, **patch: object) -> int:
        """Change an item's description, or its rules until it opens; return its last event number."""
        answer = await self._http.request("PATCH", _item(item_id), CommandAnswer, body=patch)
        return answer.seq

    async def delete_item(self, item_id: str) -> int:
        """Delete an item that has not opened and has no bid; return its last event number."""
        return (await self._http.request("DELETE", _item(item_id), CommandAnswer)).seq

    async def amend_auction(self, auction_id: str, **patch: object) -> Auction:
        """Change a sale's title, or its terms until an item opens; after `unknown` call it again."""
        return await self._http.request("PATCH", _auction(auction_id), Auction, body=patch)

    async def delete_auction(self, auction_id: str) -> None:
        """Delete a sale of which no item has opened; after `unknown` call it again."""
        await self._http.request("DELETE", _auction(auction_id), dict[str, object])


def _item(item_id: str) -> str:
    return f"/items/{path_segment(item_id)}"


def _auction(auction_id: str) -> str:
    return f"/auctions/{path_segment(auction_id)}"
