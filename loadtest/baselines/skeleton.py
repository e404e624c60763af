"""The common part of all baselines: the socket events, and the HTTP routes that put a sale up.

python-socketio and aiohttp run with their defaults, the Redis manager and a task per message. An
accepted bid is queued for PostgreSQL, broadcast to the room, and then acknowledged.
"""

import secrets
from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from typing import Any, Literal, Protocol

import asyncpg
import msgspec
import socketio
from aiohttp import web
from aiohttp.typedefs import Handler
from redis import RedisError

from loadtest.baselines.items import (
    Bid,
    Id,
    Item,
    NewItem,
    Offer,
    Refused,
    User,
    bid_answer,
    item_view,
    new_bid,
)
from loadtest.baselines.queue import BidQueue, row_of
from loadtest.baselines.tokens import Tokens
from loadtest.clock import now_ms

STORES_FAIL = (RedisError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
STATUS = {
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown": HTTPStatus.SERVICE_UNAVAILABLE,
}

Answer = Mapping[str, Any]


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The argument of a `watch` event."""

    item_id: Id
    since: int = 0


class NewAuction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body that creates an auction."""

    title: str
    auction_id: Id | None = None
    currency: Literal["EUR"] = "EUR"


class Baseline(Protocol):
    """The items of a baseline, and its way to settle a bid. Every method may raise Refused."""

    stores_bids: bool
    """Whether `settle` itself writes the bid into PostgreSQL."""

    async def add(self, item: Item) -> None:
        """Add an item."""
        ...

    async def open(self, item_id: str) -> Item:
        """Open an item."""
        ...

    async def read(self, item_id: str) -> Item:
        """Return an item."""
        ...

    async def settle(self, offer: Offer) -> Item:
        """Return the item with the offer accepted."""
        ...


class Sockets(socketio.AsyncNamespace):  # type: ignore[misc]
    """The socket events: `watch` and `bid`."""

    def __init__(self, baseline: Baseline, queue: BidQueue, tokens: Tokens) -> None:
        super().__init__("/")
        self._baseline = baseline
        self._queue = queue
        self._tokens = tokens

    async def on_connect(self, sid: str, _environ: object, auth: object) -> None:
        """Accept a socket, with a valid token as its user and without a token as a watcher."""
        if not isinstance(auth, dict) or "token" not in auth:
            return
        try:
            user = self._tokens.user(auth["token"])
        except Refused as refused:
            data = {"code": refused.code}
            raise socketio.exceptions.ConnectionRefusedError(str(refused), data) from None
        await self.save_session(sid, user)

    async def on_watch(self, sid: str, argument: object) -> Answer:
        """Join an item's room; a baseline answers with the item and without missed bids."""
        return await _acknowledged(self._watch(sid, argument))

    async def on_bid(self, sid: str, argument: object) -> Answer:
        """Settle a bid."""
        return await _acknowledged(self._bid(sid, argument))

    async def _watch(self, sid: str, argument: object) -> Answer:
        watch = msgspec.convert(argument, Watch)
        await self.enter_room(sid, watch.item_id)
        item = await self._baseline.read(watch.item_id)
        complete = item.seq == watch.since
        return {"ok": True, "item": item_view(item, now_ms()), "bids": [], "complete": complete}

    async def _bid(self, sid: str, argument: object) -> Answer:
        user = await self.get_session(sid)
        if not isinstance(user, User):
            raise Refused("unauthenticated", "a token is needed for this")
        offer = Offer(msgspec.convert(argument, Bid), user)
        item = await self._baseline.settle(offer)
        if not self._baseline.stores_bids:
            self._queue.put(row_of(item, offer))
        await self.emit("new_bid", new_bid(item, offer), room=item.item_id)
        return bid_answer(item, offer)


class Routes:
    """The HTTP routes."""

    def __init__(self, baseline: Baseline, tokens: Tokens) -> None:
        self._baseline = baseline
        self._tokens = tokens

    def all(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/healthz", self.health),
            web.post("/auctions", self.auction),
            web.post("/auctions/{auction_id}/items", self.put_up),
            web.post("/items/{item_id}/open", self.open),
            web.get("/items/{item_id}", self.item),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        """Answer that the server is running."""
        return web.json_response({"ok": True})

    async def auction(self, request: web.Request) -> web.Response:
        """Answer as if an auction was created; it exists only as a field of its items."""
        user = self._auctioneer(request)
        new = msgspec.json.decode(await request.read(), type=NewAuction)
        auction = {
            "auction_id": new.auction_id or secrets.token_hex(8),
            "title": new.title,
            "auctioneer": user.handle,
            "currency": "EUR",
            "created_at": now_ms(),
        }
        return web.json_response(auction, status=HTTPStatus.CREATED)

    async def put_up(self, request: web.Request) -> web.Response:
        """Put an item up."""
        self._auctioneer(request)
        new = msgspec.json.decode(await request.read(), type=NewItem)
        item = Item(
            item_id=new.item_id or secrets.token_hex(8),
            auction_id=request.match_info["auction_id"],
            title=new.title,
            start_price=new.start_price,
            step=new.step,
            price=new.start_price,
        )
        await self._baseline.add(item)
        return web.json_response(item_view(item, now_ms()), status=HTTPStatus.CREATED)

    async def open(self, request: web.Request) -> web.Response:
        """Open an item."""
        self._auctioneer(request)
        item = await self._baseline.open(request.match_info["item_id"])
        return web.json_response({"ok": True, "seq": item.seq})

    async def item(self, request: web.Request) -> web.Response:
        """Return an item."""
        item = await self._baseline.read(request.match_info["item_id"])
        return web.json_response(item_view(item, now_ms()))

    def _auctioneer(self, request: web.Request) -> User:
        return self._tokens.auctioneer(request.headers.get("Authorization", ""))


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a handler's exception into a problem document."""
    try:
        return await handler(request)
    except (Refused, msgspec.MsgspecError, *STORES_FAIL) as error:
        refused = _refused(error)
        status = STATUS[refused.code]
        document = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status,
            "code": refused.code,
            "detail": str(refused),
        }
        content_type = "application/problem+json"
        return web.json_response(document, status=status, content_type=content_type)


async def _acknowledged(answer: Awaitable[Answer]) -> Answer:
    try:
        return await answer
    except (Refused, msgspec.MsgspecError, *STORES_FAIL) as error:
        refused = _refused(error)
        error_body = {"code": refused.code, "message": str(refused), **refused.details}
        return {"ok": False, "error": error_body}


def _refused(error: Exception) -> Refused:
    """Return the refusal of an error; after a store's failure the outcome of a bid is unknown."""
    match error:
        case Refused():
            return error
        case msgspec.MsgspecError():
            return Refused("invalid", str(error))
        case _:
            return Refused("unknown", f"a store failed: {error!r}")
