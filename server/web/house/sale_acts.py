"""Acts on whole sales over HTTP: `/auctions/{id}/pause`, `/resume` and `/extend`."""

from functools import partial

from aiohttp import web

from server.domain.commands import SaleAct
from server.identity.permissions import auctioneer
from server.use_cases.sale_acts.acting import SaleActing
from server.web.bearer import Bearer
from server.web.errors import respond
from server.wire.requests import ForAuction
from server.wire.sale_acts import ExtendSale, NewAct


class SaleActRoutes:
    """The acts on a sale."""

    def __init__(self, acting: SaleActing, bearer: Bearer) -> None:
        self._acting = acting
        self._bearer = bearer

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.post(f"/auctions/{{auction_id}}/{act}", partial(self.act, act)) for act in SaleAct
        ]

    async def act(self, act: SaleAct, request: web.Request) -> web.Response:
        """Carry an act out on all items of a sale."""
        seller = auctioneer(self._bearer.identity(request))
        auction = ForAuction.parse(dict(request.match_info))
        body = await request.read()
        if act is SaleAct.EXTEND:
            new: NewAct = ExtendSale.parse_json(body)
        else:
            new = NewAct.parse_json(body or b"{}")
        return respond(await self._acting.act(seller, auction, act, new))
