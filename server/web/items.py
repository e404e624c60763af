"""Bids and items over HTTP."""

from aiohttp import web

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.use_cases.bidding import place_bid, retract_bid
from server.use_cases.losses import LostBids
from server.use_cases.reach import HammerReach
from server.use_cases.saleroom.entered_bids import EnteredBids
from server.use_cases.watching import show_history, show_item
from server.web.arguments import item_in_path
from server.web.bearer import Bearer
from server.web.errors import answer, respond, respond_if_changed
from server.wire.requests import Bid, HistoryPage, Retract, TakeBack


class Items:
    """`POST /bid` and everything under `/items`."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        lost_bids: LostBids,
        bearer: Bearer,
        *,
        reach: HammerReach,
        entered: EnteredBids,
    ) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._archive = archive
        self._lost_bids = lost_bids
        self._bearer = bearer
        self._reach = reach
        self._entered = entered

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post("/bid", self.bid),
            web.get("/items/{item_id}", self.item),
            web.get("/items/{item_id}/bids", self.bids),
            web.get("/items/{item_id}/reach", self.reach),
            web.post("/items/{item_id}/retract", self.retract),
        ]

    async def bid(self, request: web.Request) -> web.Response:
        """Place a bid: the same body and the same answer as the `bid` event."""
        identity = self._bearer.identity(request)
        bid = Bid.parse_json(await request.read())
        return answer(await place_bid(self._floor, identity, bid))

    async def item(self, request: web.Request) -> web.Response:
        """Show an item as it stands now, with the bidder's own maximum or offer and their lost bids."""
        identity = self._bearer.identity(request)
        found = await show_item(self._hot_state, self._lost_bids, identity, item_in_path(request))
        return respond_if_changed(request, found)

    async def bids(self, request: web.Request) -> web.Response:
        """Show an item's bids, newest first, a page at a time."""
        identity = self._bearer.identity(request)
        page = HistoryPage.parse_query(request.query)
        item = item_in_path(request)
        found = await show_history(self._archive, self._entered, identity, item, page)
        return respond_if_changed(request, found)

    async def reach(self, request: web.Request) -> web.Response:
        """Show how many sockets certainly have an item's present state."""
        identity = self._bearer.identity(request)
        return respond(await self._reach.show(identity, item_in_path(request)))

    async def retract(self, request: web.Request) -> web.Response:
        """Retract a bid."""
        identity = self._bearer.identity(request)
        take_back = TakeBack.parse_json(await request.read())
        retract = Retract(item_id=item_in_path(request).item_id, **take_back.model_dump())
        return answer(await retract_bid(self._floor, identity, retract))
