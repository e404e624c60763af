"""The contract's socket events: each handler parses, calls one use case and returns the answer."""

import asyncio
from collections.abc import Mapping
from functools import partial

from server.bidding.archive import Archive
from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.commands import SaleAct
from server.domain.rejection import Code
from server.domain.types import AuctionId, ItemId
from server.identity.permissions import auctioneer
from server.identity.tokens import Tokens
from server.sockets.dispatch import Alone, Handler, Overlapping
from server.sockets.identities import Identities
from server.sockets.reach.arrivals import Arrivals
from server.sockets.recovery.recovery import Recovery
from server.sockets.recovery.sales import SaleRecovery
from server.sockets.rooms.manager import Rooms, item_room
from server.sockets.sales.watching import SaleWatching
from server.sockets.transport.pipeline import Body, Later, PendingAnswer
from server.sockets.watches import SharedWatch, Watches
from server.use_cases.bidding import begin_bid, retract_bid
from server.use_cases.editing import Editing
from server.use_cases.reach import WAITING, HammerReach
from server.use_cases.running import COMMANDS, WITH_ARGUMENT, Running
from server.use_cases.sale_acts.acting import SaleActing
from server.use_cases.saleroom.paddles import Paddles
from server.use_cases.users import authenticate_answer
from server.use_cases.watching import catch_up, watch_item
from server.wire.answers import ClockAnswer, Done
from server.wire.errors import Refused
from server.wire.listings.editing import Amend
from server.wire.reach import Hammer
from server.wire.requests import (
    Authenticate,
    Bid,
    Clock,
    ForAuction,
    ForItem,
    Request,
    Retract,
    Watch,
)
from server.wire.sale_acts import ActOnSale, ExtendWholeSale
from server.wire.sale_feed import WatchSale
from server.wire.saleroom.running import RoomBid, RunItem


class Events:
    """The events that a client may send. `handlers` is the dispatcher's table of them."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        archive: Archive,
        tokens: Tokens,
        editing: Editing,
        *,
        rooms: Rooms,
        identities: Identities,
        recovery: Recovery,
        acting: SaleActing,
        sales: SaleWatching,
        sale_recovery: SaleRecovery,
        arrivals: Arrivals,
        reach: HammerReach,
        running: Running,
        paddles: Paddles,
    ) -> None:
        self._floor = floor
        self._hot_state = hot_state
        self._editing = editing
        self._watches = Watches(partial(watch_item, hot_state), partial(catch_up, archive))
        self._tokens = tokens
        self._rooms = rooms
        self._identities = identities
        self._recovery = recovery
        self._acting = acting
        self._sales = sales
        self._sale_recovery = sale_recovery
        self._arrivals = arrivals
        self._reach = reach
        self._running = running
        self._paddles = paddles
        self.handlers: Mapping[str, Handler] = {
            "bid": Overlapping(self._bid),
            "watch": Alone(self._watch),
            "unwatch": Alone(self._unwatch),
            "watch_sale": Alone(self._watch_sale),
            "unwatch_sale": Alone(self._unwatch_sale),
            "reach": Alone(self._show_reach),
            "authenticate": Alone(self._authenticate),
            "clock": Alone(self._clock),
            "retract": Alone(self._retract),
            **{f"{act}_sale": Alone(partial(self._act_on_sale, act)) for act in SaleAct},
            "amend": Alone(self._amend),
            "delete": Alone(self._delete),
            "room_bid": Alone(self._room_bid),
            **{name: Alone(partial(self._run, name, RunItem)) for name in COMMANDS},
            **{name: Alone(partial(self._hammer, name)) for name in WAITING},
            **{
                name: Alone(partial(self._run, name, each.event))
                for name, each in WITH_ARGUMENT.items()
            },
        }

    def _bid(self, sid: str, argument: object) -> PendingAnswer:
        bid = Bid.parse(argument)
        return begin_bid(self._floor, self._identities.current(sid), bid)

    async def _watch(self, sid: str, argument: object) -> Body | Later:
        with self._arrivals.of(sid):
            return await self._watched(sid, Watch.parse(argument))

    async def _watched(self, sid: str, request: Watch) -> Body | Later:
        item_id, room = ItemId(request.item_id), item_room(ItemId(request.item_id))
        if not self._rooms.may_enter(sid, room):
            raise Refused(Code.INVALID, "this socket watches too many items", field="item_id")
        # The room is entered before the item is read: an event between the two is then sent to the
        # socket, and an earlier one is part of the item that is read.
        entered = self._rooms.enter(sid, room)
        try:
            watched = await self._watches.watch(item_id, request.position)
        except BaseException:
            if entered:  # a socket that was in the room before stays there
                self._rooms.leave(sid, room)
            raise
        behind = watched.watched.behind
        await self._recovery.watched(sid, item_id, watched.position, received=behind)
        if watched.completed is not None:
            return Later(self._completed(sid, watched.completed))
        return watched.answer(self._identities.last_known(sid))

    async def _completed(self, sid: str, completed: "asyncio.Task[SharedWatch]") -> Body:
        with self._arrivals.of(sid):
            # The task is shared, so the end of one socket does not end it.
            watched = await asyncio.shield(completed)
            return watched.answer(self._identities.last_known(sid))

    async def _unwatch(self, sid: str, argument: object) -> Body:
        item_id = ItemId(ForItem.parse(argument).item_id)
        self._rooms.leave(sid, item_room(item_id))
        self._recovery.unwatched(sid, item_id)
        return Done(ok=True)

    async def _watch_sale(self, sid: str, argument: object) -> Body | Later:
        request = WatchSale.parse(argument)
        page = self._sale_page(sid, request)
        # A sale that has to be read first does not hold up the socket's other events.
        return await page if self._sales.is_filled(AuctionId(request.auction_id)) else Later(page)

    async def _sale_page(self, sid: str, request: WatchSale) -> Body:
        answer = await self._sales.watch(sid, request)
        # Only the last page leaves nothing to be missed.
        as_of = 0 if answer["next_after"] else answer["as_of"]
        await self._sale_recovery.watched(sid, AuctionId(request.auction_id), as_of)
        return answer

    async def _unwatch_sale(self, sid: str, argument: object) -> Body:
        auction_id = AuctionId(ForAuction.parse(argument).auction_id)
        self._sales.leave(sid, auction_id)
        self._sale_recovery.unwatched(sid, auction_id)
        return Done(ok=True)

    async def _authenticate(self, sid: str, argument: object) -> Body:
        identity = self._tokens.verify(Authenticate.parse(argument).token)
        before = self._identities.last_known(sid)
        self._identities.set(sid, identity)
        if before is None or before.user_id != identity.user_id:
            self._recovery.identified(sid)
        return authenticate_answer(identity)

    async def _clock(self, sid: str, argument: object) -> Body:  # noqa: ARG002 - as every handler
        request = Clock.parse(argument)
        now = self._hot_state.clock.now()
        return ClockAnswer(ok=True, sent_at=request.sent_at, server_time=now)

    async def _retract(self, sid: str, argument: object) -> Body:
        request = Retract.parse(argument)
        return await retract_bid(self._floor, self._identities.current(sid), request)

    async def _run(self, name: str, model: type[Request], sid: str, argument: object) -> Body:
        request = model.parse(argument)
        return await self._running.run(self._identities.current(sid), name, request)

    async def _hammer(self, name: str, sid: str, argument: object) -> Body | Later:
        identity, hammer = self._identities.current(sid), Hammer.parse(argument)
        running = self._reach.run(identity, name, hammer)
        # The socket's other events do not wait for the bidders.
        return await running if hammer.reach is None else Later(running)

    async def _amend(self, sid: str, argument: object) -> Body:
        request = Amend.parse(argument)
        identity, item_id = self._identities.current(sid), ItemId(request.item_id)
        return await self._editing.amend_item(identity, item_id, request)

    async def _delete(self, sid: str, argument: object) -> Body:
        request = ForItem.parse(argument)
        return await self._editing.delete_item(self._identities.current(sid), request)

    async def _show_reach(self, sid: str, argument: object) -> Later:
        request, identity = ForItem.parse(argument), self._identities.current(sid)
        return Later(self._reach.show(identity, request))

    async def _room_bid(self, sid: str, argument: object) -> Body:
        bid = RoomBid.parse(argument)
        return await self._paddles.enter_bid(self._identities.current(sid), bid)

    async def _act_on_sale(self, act: SaleAct, sid: str, argument: object) -> Body:
        kind = ExtendWholeSale if act is SaleAct.EXTEND else ActOnSale
        request = kind.parse(argument)
        seller = auctioneer(self._identities.current(sid))
        sale = ForAuction(auction_id=request.auction_id)
        return await self._acting.act(seller, sale, act, request)
