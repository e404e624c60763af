"""Running a sale over HTTP: the commands on items, bids of the room, clerks, paddles, and notices."""

from functools import partial

from aiohttp import web

from server.identity.identity import Identity
from server.identity.permissions import auctioneer
from server.use_cases.reach import WAITING, HammerReach
from server.use_cases.running import COMMANDS, WITH_ARGUMENT, Running, WithArgument
from server.use_cases.saleroom.clerks import Clerking
from server.use_cases.saleroom.paddles import Paddles
from server.use_cases.saleroom.sale_notices import SaleNotices
from server.web.arguments import auction_in_path, check_without_fields, command_fields, item_in_path
from server.web.bearer import Bearer
from server.web.errors import answer, respond
from server.wire.answers import Done
from server.wire.reach import Hammer, Wait
from server.wire.saleroom.clerks import ForClerk, ForPaddle, NewPaddle
from server.wire.saleroom.running import EnteredBid, Expectation, NewNotice, RoomBid, RunItem


class RunningSales:
    """Everything that those who run a sale send, except for setting it up."""

    def __init__(
        self,
        bearer: Bearer,
        *,
        running: Running,
        paddles: Paddles,
        clerking: Clerking,
        notices: SaleNotices,
        reach: HammerReach,
    ) -> None:
        self._running = running
        self._paddles = paddles
        self._clerking = clerking
        self._notices = notices
        self._reach = reach
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        commands = "|".join(COMMANDS)
        return [
            web.post(f"/items/{{item_id}}/{{command:{commands}}}", self.command),
            *(
                web.post(f"/items/{{item_id}}/{name}", partial(self.with_argument, name, each))
                for name, each in WITH_ARGUMENT.items()
            ),
            web.post("/items/{item_id}/room_bid", self.room_bid),
            web.get("/auctions/{auction_id}/clerks", self.clerks),
            web.put("/auctions/{auction_id}/clerks/{user_id}", self.grant),
            web.delete("/auctions/{auction_id}/clerks/{user_id}", self.revoke),
            web.get("/auctions/{auction_id}/paddles", self.paddles),
            web.put("/auctions/{auction_id}/paddles/{number}", self.give_paddle),
            web.post("/auctions/{auction_id}/notice", self.give_notice),
        ]

    async def command(self, request: web.Request) -> web.Response:
        """Carry out a command that takes no argument but the item and its expected state."""
        identity, name = self._bearer.identity(request), request.match_info["command"]
        if name in WAITING:
            return await self._hammer(identity, name, request)
        run = RunItem(
            item_id=item_in_path(request).item_id, **await command_fields(request, Expectation)
        )
        return answer(await self._running.run(identity, name, run))

    async def _hammer(
        self, identity: Identity | None, name: str, request: web.Request
    ) -> web.Response:
        """Carry out a command that may wait for a share of the bidders."""
        hammer = Hammer(
            item_id=item_in_path(request).item_id, **await command_fields(request, Wait)
        )
        return answer(await self._reach.run(identity, name, hammer))

    async def with_argument(
        self, name: str, each: WithArgument, request: web.Request
    ) -> web.Response:
        """Carry out a command that takes an argument."""
        identity = self._bearer.identity(request)
        fields = await command_fields(request, each.body)
        whole = each.event.parse({"item_id": item_in_path(request).item_id, **fields})
        return answer(await self._running.run(identity, name, whole))

    async def room_bid(self, request: web.Request) -> web.Response:
        """Enter a bid of the room."""
        identity = self._bearer.identity(request)
        bid = RoomBid(
            item_id=item_in_path(request).item_id, **await command_fields(request, EnteredBid)
        )
        return answer(await self._paddles.enter_bid(identity, bid))

    async def clerks(self, request: web.Request) -> web.Response:
        """List the clerks of a sale."""
        seller = auctioneer(self._bearer.identity(request))
        return respond(await self._clerking.list_clerks(seller, auction_in_path(request)))

    async def grant(self, request: web.Request) -> web.Response:
        """Make a user a clerk of a sale."""
        seller = auctioneer(self._bearer.identity(request))
        clerk = ForClerk.parse(dict(request.match_info))
        await check_without_fields(request)
        return respond(await self._clerking.grant(seller, clerk))

    async def revoke(self, request: web.Request) -> web.Response:
        """Take a clerk's grant back."""
        seller = auctioneer(self._bearer.identity(request))
        clerk = ForClerk.parse(dict(request.match_info))
        await check_without_fields(request)
        await self._clerking.revoke(seller, clerk)
        return respond(Done(ok=True))

    async def paddles(self, request: web.Request) -> web.Response:
        """List the paddles of a sale."""
        identity = self._bearer.identity(request)
        return respond(await self._paddles.list_paddles(identity, auction_in_path(request)))

    async def give_paddle(self, request: web.Request) -> web.Response:
        """Give a paddle to a bidder."""
        identity = self._bearer.identity(request)
        paddle = ForPaddle.parse(dict(request.match_info))
        new = NewPaddle.parse_json(await request.read())
        return respond(await self._paddles.give(identity, paddle, new))

    async def give_notice(self, request: web.Request) -> web.Response:
        """Give a notice to a whole sale."""
        identity, auction = self._bearer.identity(request), auction_in_path(request)
        notice = NewNotice.parse_json(await request.read())
        return respond(await self._notices.give(identity, auction, notice))
