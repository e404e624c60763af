"""Sales over HTTP: an auctioneer creates auctions and puts items up; everybody may look."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from msgspec.structs import replace

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.auction import Auction
from server.domain.commands import ScheduleItem
from server.domain.item import Listing
from server.domain.rejection import Code, Rejection
from server.domain.types import AuctionId, ItemId, Role
from server.domain.view import view_item
from server.use_cases.bidding import look_at, look_at_one
from server.web.bearer import Bearer
from server.web.errors import answer, respond
from server.wire.errors import Refused
from server.wire.listings import NewItem, check_listing, listing_of
from server.wire.requests import ForAuction, NewAuction
from server.wire.views import AuctionList, AuctionView, AuctionWithItems, SequenceView

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
            approval=new.approval,
            spending_limit=new.spending_limit,
            gap_ms=None if new.sequence is None else new.sequence.gap_s * 1000,
        )
        auction = await self._catalogue.add_auction(wanted)
        if _without_time(auction) != _without_time(wanted):
            raise Refused(Code.INVALID, "this auction_id is already taken", field="auction_id")
        return respond(_view(auction), HTTPStatus.CREATED)

    async def list(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as every handler
        """List the latest sales."""
        auctions = await self._catalogue.auctions(limit=AUCTIONS_MAX)
        return respond(AuctionList(auctions=[_view(auction) for auction in auctions]))

    async def show(self, request: web.Request) -> web.Response:
        """Show a sale with its items as they stand now."""
        auction = await self._catalogue.auction(_auction_id(request))
        item_ids = await self._catalogue.item_ids(auction.auction_id, limit=ITEMS_MAX)
        seen = await look_at(self._hot_state, item_ids)
        items = [view_item(each.item, each.now) for each in seen]
        return respond(AuctionWithItems(**_view(auction), items=items))

    async def put_up(self, request: web.Request) -> web.Response:
        """Put an item up; the same request with an item_id again finds it done."""
        identity = self._bearer.auctioneer(request)
        new = NewItem.parse_json(await request.read())
        auction = await self._catalogue.auction(_auction_id(request))
        if identity.role is not Role.ADMIN and identity.user_id != auction.auctioneer:
            raise Refused(Code.FORBIDDEN, "only the sale's auctioneer may do this")
        listing = listing_of(new, auction, self._item_id(auction, new))
        check_listing(listing)
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

    def _item_id(self, auction: Auction, new: NewItem) -> ItemId:
        """Choose an item's id; in an auction that checks its bidders, one that lives where it does."""
        keys = self._hot_state.keys
        item_id = ItemId(new.item_id or secrets.token_hex(8))
        while auction.checks_bidders and keys.shard(item_id) != keys.shard(auction.auction_id):
            if new.item_id is not None:
                message = (
                    "in this sale ids are the server's to choose, or must live where the sale does"
                )
                raise Refused(Code.INVALID, f"item_id: {message}", field="item_id")
            item_id = ItemId(secrets.token_hex(8))
        return item_id


def _auction_id(request: web.Request) -> AuctionId:
    path = ForAuction.parse({"auction_id": request.match_info["auction_id"]})
    return AuctionId(path.auction_id)


def _view(auction: Auction) -> AuctionView:
    gap_ms = auction.gap_ms
    return AuctionView(
        auction_id=auction.auction_id,
        title=auction.title,
        auctioneer=auction.handle,
        currency=auction.currency,
        created_at=auction.created_at,
        approval=auction.approval,
        spending_limit=auction.spending_limit,
        sequence=None if gap_ms is None else SequenceView(gap_s=gap_ms // 1000),
    )


def _without_time(auction: Auction) -> Auction:
    """Leave out what differs between a request and its repetition."""
    return replace(auction, created_at=0, handle="")
