"""Bids and items over HTTP: each handler parses, calls one use case, answers."""

from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.types import ItemId
from server.domain.view import BidView, view_item, view_own
from server.use_cases.bidding import (
    COMMANDS,
    extend_item,
    look_at_one,
    place_bid,
    retract_bid,
    run_item,
)
from server.web.bearer import Bearer
from server.web.errors import answer, respond
from server.wire.requests import Bid, EndAt, Extend, ForItem, HistoryPage, Retract, TakeBack
from server.wire.views import HistoryAnswer, ItemAnswer


class BidArchive(Protocol):
    """The archive, as far as history needs it."""

    async def bids(self, item_id: ItemId, *, before: int, limit: int) -> Sequence[BidView]:
        """Return bids with seq < before, newest first; raises Refused `not_found`."""
        ...


class Items:
    """`POST /bid` and everything under `/items`."""

    def __init__(
        self, floor: Floor, hot_state: HotState, archive: BidArchive, bearer: Bearer
    ) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        commands = "|".join(COMMANDS)
        return [
            web.post("/bid", self.bid),
            web.get("/items/{item_id}", self.item),
            web.get("/items/{item_id}/bids", self.bids),
            web.post("/items/{item_id}/extend", self.extend),
            web.post("/items/{item_id}/retract", self.retract),
            web.post(f"/items/{{item_id}}/{{command:{commands}}}", self.command),
        ]

    async def bid(self, request: web.Request) -> web.Response:
        """Place a bid: the same body and the same answer as the `bid` event."""
        identity = self._bearer.identity(request)
        bid = Bid.parse_json(await request.read())
        return answer(await place_bid(self._floor, identity, bid))

    async def item(self, request: web.Request) -> web.Response:
        """Show an item as it stands now, and to a bidder what is theirs of it."""
        seen = await look_at_one(self._hot_state, _item_id(request))
        item = view_item(seen.item, seen.now)
        identity = self._bearer.identity(request)
        if identity is None:
            return respond(item)
        return respond(ItemAnswer(**item, yours=view_own(seen.item, identity.user_id)))

    async def bids(self, request: web.Request) -> web.Response:
        """Show an item's bids, newest first, a page at a time."""
        item_id = _item_id(request)
        page = HistoryPage.parse_query(request.query)
        bids = await self._archive.bids(item_id, before=page.before, limit=page.limit)
        more = len(bids) == page.limit
        next_before = bids[-1]["seq"] if more else None
        return respond(HistoryAnswer(bids=list(bids), next_before=next_before))

    async def command(self, request: web.Request) -> web.Response:
        """Carry out an auctioneer's command that needs nothing but an item."""
        identity = self._bearer.identity(request)
        name = request.match_info["command"]
        return answer(await run_item(self._floor, identity, name, _for_item(request)))

    async def extend(self, request: web.Request) -> web.Response:
        """Move an item's end."""
        identity = self._bearer.identity(request)
        end = EndAt.parse_json(await request.read())
        extend = Extend(item_id=_item_id(request), ends_at=end.ends_at)
        return answer(await extend_item(self._floor, identity, extend))

    async def retract(self, request: web.Request) -> web.Response:
        """Take a bid back."""
        identity = self._bearer.identity(request)
        take_back = TakeBack.parse_json(await request.read())
        retract = Retract(item_id=_item_id(request), **take_back.model_dump())
        return answer(await retract_bid(self._floor, identity, retract))


def _for_item(request: web.Request) -> ForItem:
    return ForItem.parse({"item_id": request.match_info["item_id"]})


def _item_id(request: web.Request) -> ItemId:
    return ItemId(_for_item(request).item_id)
