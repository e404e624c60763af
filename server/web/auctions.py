"""Sales over HTTP: an auctioneer creates auctions and puts items up; everybody may look."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from server.bidding.floor import Floor
from server.bidding.hot_state import HotState
from server.contract.errors import Refused
from server.contract.requests import ForAuction, NewAuction, NewItem
from server.contract.use_cases import look_at, look_at_one
from server.domain.auction import Auction
from server.domain.commands import ScheduleItem
from server.domain.increments import CLASSIC, Bands, bands
from server.domain.item import Listing
from server.domain.rejection import Code, Rejection
from server.domain.soft_close import Policy, SoftClose
from server.domain.types import AuctionId, ItemId, Role, UserId
from server.domain.view import view_item
from server.web.bearer import Bearer
from server.web.errors import answer, respond

AUCTIONS_MAX = 100
ITEMS_MAX = 500


class Catalogue(Protocol):
    """The archive, as far as sales need it."""

    async def add_auction(self, auction: Auction) -> Auction:
        """Keep an auction; return what now stands under its id."""
        ...

    async def auctions(self, *, limit: int) -> Sequence[Auction]:
        """Return the latest auctions, newest first."""
        ...

    async def auction(self, auction_id: AuctionId) -> Auction:
        """Return an auction; raises Refused `not_found`."""
        ...

    async def add_listing(self, listing: Listing) -> None:
        """Keep a listing."""
        ...

    async def item_ids(self, auction_id: AuctionId, *, limit: int) -> Sequence[ItemId]:
        """Return an auction's items in order."""
        ...


class Auctions:
    """Everything under `/auctions`."""

    def __init__(
        self, floor: Floor, hot_state: HotState, catalogue: Catalogue, bearer: Bearer
    ) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._catalogue = catalogue
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post("/auctions", self.create),
            web.get("/auctions", self.list),
            web.get("/auctions/{auction_id}", self.show),
            web.post("/auctions/{auction_id}/items", self.put_up),
        ]

    async def create(self, request: web.Request) -> web.Response:
        """Create a sale; the same request again finds it done."""
        identity = self._bearer.auctioneer(request)
        new = NewAuction.parse_json(await request.read())
        wanted = Auction(
            auction_id=AuctionId(new.auction_id or secrets.token_hex(8)),
            title=new.title,
            auctioneer=identity.user_id,
            handle=identity.handle,
            currency=new.currency,
            created_at=self._hot_state.clock.now(),
        )
        auction = await self._catalogue.add_auction(wanted)
        if (auction.title, auction.auctioneer, auction.currency) != (
            wanted.title,
            wanted.auctioneer,
            wanted.currency,
        ):
            raise Refused(Code.INVALID, "this auction_id is already taken", field="auction_id")
        return respond(_view(auction), HTTPStatus.CREATED)

    async def list(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """List the latest sales."""
        auctions = await self._catalogue.auctions(limit=AUCTIONS_MAX)
        return respond({"auctions": [_view(auction) for auction in auctions]})

    async def show(self, request: web.Request) -> web.Response:
        """Show a sale with its items as they stand now."""
        auction = await self._catalogue.auction(_auction_id(request))
        item_ids = await self._catalogue.item_ids(auction.auction_id, limit=ITEMS_MAX)
        seen = await look_at(self._hot_state, item_ids)
        items = [view_item(each.item, each.now) for each in seen]
        return respond({**_view(auction), "items": items})

    async def put_up(self, request: web.Request) -> web.Response:
        """Put an item up; the same request with an item_id again finds it done."""
        identity = self._bearer.auctioneer(request)
        new = NewItem.parse_json(await request.read())
        auction = await self._catalogue.auction(_auction_id(request))
        if identity.role is not Role.ADMIN and identity.user_id != auction.auctioneer:
            raise Refused(Code.FORBIDDEN, "only the sale's auctioneer may do this")
        listing = _listing(auction, new)
        if listing.ends_at is not None and listing.ends_at <= self._hot_state.clock.now():
            raise Refused(Code.INVALID, "ends_at: the end must be in the future", field="ends_at")
        await self._catalogue.add_listing(listing)
        # One that Redis has forgotten is restored by being looked for: it can't begin a second time.
        await look_at(self._hot_state, [listing.item_id])
        command = ScheduleItem(identity.actor, listing)
        decided = await self._floor.submit(listing.item_id, command)
        if isinstance(decided, Rejection):
            return answer(decided)
        seen = await look_at_one(self._hot_state, listing.item_id)
        return respond(view_item(seen.item, seen.now), HTTPStatus.CREATED)


def _auction_id(request: web.Request) -> AuctionId:
    path = ForAuction.parse({"auction_id": request.match_info["auction_id"]})
    return AuctionId(path.auction_id)


def _view(auction: Auction) -> dict[str, object]:
    return {
        "auction_id": auction.auction_id,
        "title": auction.title,
        "auctioneer": auction.handle,
        "currency": auction.currency,
        "created_at": auction.created_at,
    }


def _listing(auction: Auction, new: NewItem) -> Listing:
    return Listing(
        item_id=ItemId(new.item_id or secrets.token_hex(8)),
        auction_id=auction.auction_id,
        auctioneer=UserId(auction.auctioneer),
        title=new.title,
        description=new.description,
        image_url=new.image_url,
        currency=auction.currency,
        start_price=new.start_price,
        increment=_increment(new),
        soft_close=_soft_close(new),
        opens_at=new.opens_at,
        ends_at=new.ends_at,
    )


def _increment(new: NewItem) -> Bands:
    if new.increment is None:
        return CLASSIC
    return bands([(start, step) for start, step in new.increment])


def _soft_close(new: NewItem) -> SoftClose:
    rules = new.soft_close
    if rules is None or rules.window_ms is None:
        return SoftClose()
    return SoftClose(Policy(rules.policy), rules.window_ms, rules.extend_ms or rules.window_ms)
