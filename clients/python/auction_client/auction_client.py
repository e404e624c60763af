"""The auction over one Socket.IO connection: watch items, bid, take bids back.

`AuctionClient` adds the socket to the HTTP routes of `AuctionRest`. It owns the tasks that keep the
connection and the watched items, and leaving it ends them all.
"""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from typing import Self
from uuid import uuid4

from auction_client.bidding import BID_TIMEOUT_S, BidResult, bid_until_decided
from auction_client.connecting.reconnecting import (
    ConnectionState,
    ConnectionStatus,
    ReconnectingConnection,
)
from auction_client.errors import NotConnected, Unanswered, UnexpectedAnswer
from auction_client.item_view import ItemView
from auction_client.item_watch import ItemWatch
from auction_client.messages import (
    UNANSWERED,
    Admission,
    BidAnswer,
    BidLost,
    ClockAnswer,
    CommandAnswer,
    Identity,
    Item,
    Mine,
    NewBid,
    Outbid,
    Refusal,
    RetractReason,
    WatcherCount,
)
from auction_client.notices.inbox import Inbox
from auction_client.notices.seen import SeenNotices
from auction_client.notices.signal import Signal
from auction_client.rest import AuctionRest
from auction_client.sales.sale_view import SaleView
from auction_client.sales.sale_watches import SaleWatches
from auction_client.server_clock import CLOCK_SAMPLES, ClockEstimate, ClockSample, estimate


class AuctionClient(AuctionRest):
    """A connected client, as an async context manager; without a token it may only watch.

    Entering it raises NotConnected when there is no server, RequestRefused when the token is refused.
    """

    def __init__(
        self, url: str, token: str | None = None, *, transports: Sequence[str] = ("websocket",)
    ) -> None:
        super().__init__(url, token)
        self._transports = transports
        self._is_open = False
        self._watches: dict[str, ItemWatch] = {}
        self._seen = SeenNotices()
        self._user_id: str | None = None
        self.outbid: Signal[Outbid] = Signal()
        """This user has lost the lead of an item to a higher bid."""
        self.mine: Signal[Mine] = Signal()
        """The standing of this user on an item has changed."""
        self.admission: Signal[Admission] = Signal()
        """The standing of this user in a sale has changed."""
        self.bid_lost: Signal[BidLost] = Signal()
        """A bid of this user was lost in a failure of the server and does not stand."""
        self.connection_changed: Signal[ConnectionStatus] = Signal()
        """The state of the connection has changed."""
        self._inbox = Inbox()
        self._sales = SaleWatches(self._inbox)
        self._inbox.on("new_bid", NewBid, self._receive)
        self._inbox.on("item", Item, self._receive)
        self._inbox.on("watchers", WatcherCount, self._receive)
        self._inbox.on("outbid", Outbid, self._receive_outbid)
        self._inbox.on("mine", Mine, self._receive_standing)
        self._inbox.on("admission", Admission, self._receive_admission)
        self._inbox.on("bid_lost", BidLost, self._receive_loss)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await super().__aenter__()
            stack.push_async_callback(super().__aexit__)
            self._connection = ReconnectingConnection(
                self.url,
                self.http.session,
                token=lambda: self.token,
                transports=self._transports,
                receive=self._inbox.receive,
                on_lost=self._resync_all,
                on_state=self.connection_changed.emit,
            )
            await stack.enter_async_context(self._connection)
            self._owned = stack.pop_all()
            self._is_open = True
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._owned.push_async_callback(self._sales.stop)
        for watch in self._watches.values():
            self._owned.push_async_callback(watch.stop)
        await self._owned.aclose()

    @property
    def connection_state(self) -> ConnectionState:
        """The state of the connection; while it is `reconnecting`, requests wait for it.

        It is `silent` after three seconds without a sign of the server, and replaced after ten.
        """
        return self._connection.state if self._is_open else "connecting"

    @property
    def last_message_at(self) -> float:
        """When the server was last heard from, over HTTP or the connection; 0 before its first message.

        In seconds since the epoch.
        """
        of_connection = self._connection.status.last_message_at if self._is_open else 0.0
        return max(super().last_message_at, of_connection)

    async def watch(self, item_id: str) -> AsyncGenerator[ItemView, None]:
        """Yield the item's view, and each newer one up to its outcome.

        A reader that is slower than the sale skips to the newest view; `view.bids` has the bids in
        between. Raises RequestRefused when the item can't be watched.
        """
        watch = self._watches.get(item_id)
        if watch is None:
            watch = self._watches[item_id] = ItemWatch(item_id, self._connection)
            watch.start()
        watch.subscribers += 1
        try:
            async for view in watch.views():
                yield view
        finally:
            watch.subscribers -= 1
            if not watch.subscribers:
                await self._unwatch(item_id)

    def watch_sale(self, auction_id: str) -> AsyncGenerator[SaleView, None]:
        """Yield the view of all items of a sale, and each newer one, without an end.

        A reader that is slower than the sale skips to the newest view. Raises RequestRefused when the
        sale can't be watched.
        """
        return self._sales.watch(auction_id, self._connection)

    def watcher_count(self, item_id: str) -> int | None:
        """Return the number of sockets that watch an item, over all nodes; None while it is unknown."""
        watch = self._watches.get(item_id)
        return None if watch is None else watch.watcher_count

    async def bid(
        self,
        item_id: str,
        amount: int,
        *,
        max_amount: int | None = None,
        quantity: int | None = None,
        raise_own: bool | None = None,
        confirmed: bool | None = None,
        bid_id: str | None = None,
        timeout_s: float = BID_TIMEOUT_S,
    ) -> BidResult:
        """Bid `amount` in minor units, and send the bid again until it is decided.

        `max_amount` is the most that the server may bid for you in secret, `quantity` the number of
        units that you want, each for the amount; the item's format says which of them it takes.
        With `raise_own` a bid of the leader raises the price; without it is refused `already_leading`.
        An amount that is refused as `implausible` is meant if the bid is `confirmed`.
        Sending again is limited by `timeout_s`. If the bid may have been accepted by then,
        OutcomeUnknown is raised: bid again with its `bid_id` and the same terms to learn the outcome.
        """
        bid_id = bid_id or str(uuid4())
        terms = {
            "max_amount": max_amount,
            "quantity": quantity,
            "raise_own": raise_own,
            "confirmed": confirmed,
        }
        given = {name: value for name, value in terms.items() if value is not None}
        request = {"bid_id": bid_id, "item_id": item_id, "amount": amount, **given}

        async def send(timeout_s: float) -> BidResult:
            return await self._send_bid(request, timeout_s)

        return await bid_until_decided(bid_id, send, timeout_s)

    async def retract(self, item_id: str, bid_id: str, reason: RetractReason) -> CommandAnswer:
        """Take a bid back, as far as the rules allow it; raises RequestRefused."""
        argument = {"item_id": item_id, "bid_id": bid_id, "reason": reason}
        return await self._connection.request("retract", argument, CommandAnswer)

    async def authenticate(self, token: str) -> Identity:
        """Act for the user of `token` from now on; raises RequestRefused if the token is refused."""
        identity = await self._connection.request("authenticate", {"token": token}, Identity)
        if self._user_id != identity.user_id:
            self._seen = SeenNotices()
        self._user_id = identity.user_id
        self.token = token
        return identity

    async def clock(self, samples: int = CLOCK_SAMPLES) -> ClockEstimate:
        """Estimate the server's clock from several samples, against `time.time()`."""
        return estimate([await self._sample_clock() for _ in range(samples)])

    async def _send_bid(self, request: dict[str, object], timeout_s: float) -> BidResult:
        try:
            return await self._connection.call("bid", request, BidAnswer, timeout_s=timeout_s)
        except NotConnected as error:
            return Refusal(code="unavailable", message=str(error), details={})
        except (Unanswered, UnexpectedAnswer) as error:
            return Refusal(code=UNANSWERED, message=str(error), details={})

    async def _sample_clock(self) -> ClockSample:
        # The wall clock is read once: a change of it during the round trip must not count.
        sent_at, started = time.time() * 1000, time.perf_counter()
        answer = await self._connection.request("clock", {"sent_at": sent_at}, ClockAnswer)
        received_at = sent_at + (time.perf_counter() - started) * 1000
        return ClockSample(sent_at, received_at, answer.server_time)

    async def _unwatch(self, item_id: str) -> None:
        watch = self._watches.pop(item_id)
        # Sent before anything is awaited: a new `watch` of the item must come after it.
        await self._connection.send("unwatch", {"item_id": item_id})
        await watch.stop()

    def _receive(self, message: NewBid | Item | WatcherCount) -> None:
        watch = self._watches.get(message.item_id)
        if watch is not None:
            watch.receive(message)

    def _receive_outbid(self, message: Outbid) -> None:
        if self._seen.is_new_outbid(message):
            self.outbid.emit(message)

    def _receive_standing(self, message: Mine) -> None:
        if self._seen.is_new_standing(message):
            self.mine.emit(message)

    def _receive_admission(self, message: Admission) -> None:
        if self._seen.is_new_admission(message):
            self.admission.emit(message)

    def _receive_loss(self, lost: BidLost) -> None:
        """Have the item's view made right, whatever the bid has left in it, and notify the listeners."""
        if not self._seen.is_new_loss(lost):
            return
        watch = self._watches.get(lost.item_id)
        if watch is not None:
            watch.resync()
        self.bid_lost.emit(lost)

    def _resync_all(self) -> None:
        for watch in self._watches.values():
            watch.resync()
        self._sales.resync()
