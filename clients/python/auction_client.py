"""The client: a socket that is kept connected, items that are watched over it, bids that insist.

`AuctionClient` adds the socket to what `AuctionHttp` does over HTTP. It owns the tasks that keep the
connection and the watched items; leaving it ends them all.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import msgspec

from clients.python.backoff import BIDDING, TRY_AGAIN, Pauses
from clients.python.errors import (
    AnswerUnknown,
    NoAnswer,
    NotConnected,
    RequestRefused,
    UnexpectedAnswer,
)
from clients.python.item_view import ItemView
from clients.python.item_watch import Following
from clients.python.messages import (
    Accepted,
    Clock,
    CommandDone,
    Identity,
    Item,
    NewBid,
    Refused,
    WatcherCount,
    read,
)
from clients.python.reconnecting import Link
from clients.python.rest import AuctionHttp

T = TypeVar("T")

_log = logging.getLogger(__name__)

BID_TIMEOUT_S = 10.0
BID_ANSWER_TIMEOUT_S = 3.0
REQUEST_TIMEOUT_S = 5.0
CLOCK_SAMPLES = 5
_ROOM_MESSAGES: dict[str, type[NewBid | Item | WatcherCount]] = {
    "new_bid": NewBid,
    "item": Item,
    "watchers": WatcherCount,
}


class AuctionClient(AuctionHttp):
    """A connected client, as an async context manager; without a token it may only watch.

    Entering it raises NotConnected when there is no server, RequestRefused when the token is refused.
    """

    def __init__(
        self, url: str, token: str | None = None, *, transports: Sequence[str] = ("websocket",)
    ) -> None:
        super().__init__(url, token)
        self._transports = transports
        self._following: dict[str, Following] = {}

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._link = Link(
            self.url,
            self._session,
            token=lambda: self.token,
            transports=self._transports,
            hear=self._hear,
            on_loss=self._fall_behind,
        )
        try:
            await self._link.__aenter__()
        except BaseException:
            await super().__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for following in list(self._following.values()):
            await following.stop()
        await self._link.__aexit__(kind, error, trace)
        await super().__aexit__(kind, error, trace)

    @property
    def connected(self) -> bool:
        """Whether the socket is connected now; while it is not, the client is trying."""
        return self._link.up

    async def watch(self, item_id: str) -> AsyncGenerator[ItemView, None]:
        """Yield the item's view, and each newer one up to its outcome.

        A reader that is slower than the sale skips to the newest view; `view.bids` has what came
        in between. Raises RequestRefused when the item can't be watched.
        """
        following = self._following.get(item_id)
        if following is None:
            following = self._following[item_id] = Following(item_id, self._link)
            following.start()
        following.watchers += 1
        try:
            async for view in following.states():
                yield view
        finally:
            following.watchers -= 1
            if not following.watchers:
                await self._unwatch(item_id)

    def watcher_count(self, item_id: str) -> int | None:
        """Return how many watch an item, over all nodes; None while that is not known here."""
        following = self._following.get(item_id)
        return None if following is None else following.watcher_count

    async def bid(
        self,
        item_id: str,
        amount: int,
        *,
        max_amount: int | None = None,
        quantity: int | None = None,
        bid_id: str | None = None,
        timeout_s: float = BID_TIMEOUT_S,
    ) -> Accepted | Refused:
        """Bid `amount` in minor units, and insist on an answer.

        `max_amount` is the most that the server may bid for you in secret, `quantity` the units
        that you want, each for the amount; which of them an item knows, its format says.
        While the answer is lost, or the server is too busy to decide, the same bid is sent again
        under the same `bid_id`, which has one effect however often it arrives. Every other refusal is
        returned at once. When the time is up: raises AnswerUnknown if any answer was lost, and else
        returns the last refusal, `busy` or `unavailable`: then nothing was decided.
        """
        bid_id = bid_id or str(uuid4())
        terms = {"max_amount": max_amount, "quantity": quantity}
        named = {name: value for name, value in terms.items() if value is not None}
        request = {"bid_id": bid_id, "item_id": item_id, "amount": amount, **named}
        until = time.monotonic() + timeout_s
        pauses, lost = Pauses(BIDDING), False
        while True:
            answer = await self._bid_once(request, until - time.monotonic())
            if isinstance(answer, Accepted) or answer.code not in TRY_AGAIN:
                return answer
            lost = lost or answer.code == "unknown"
            pause_s = pauses.next_s(answer)
            if time.monotonic() + pause_s >= until:
                break
            await asyncio.sleep(pause_s)
        if lost:
            raise AnswerUnknown(bid_id)
        return answer

    async def retract(self, item_id: str, bid_id: str, reason: str) -> CommandDone:
        """Take a bid back, `mistyped` or for a `changed_description`; raises RequestRefused."""
        argument = {"item_id": item_id, "bid_id": bid_id, "reason": reason}
        return await self._ask("retract", argument, CommandDone)

    async def authenticate(self, token: str) -> Identity:
        """Speak for the user of `token` from now on; raises RequestRefused if it is no good."""
        identity = await self._ask("authenticate", {"token": token}, Identity)
        self.token = token
        return identity

    async def clock_offset(self) -> float:
        """Return the milliseconds by which the server's clock is ahead of this machine's.

        Of a few samples the one with the shortest way there and back is taken; half of that is the
        most it can be wrong.
        """
        samples = [await self._clock_sample() for _ in range(CLOCK_SAMPLES)]
        return min(samples)[1]

    async def _bid_once(self, request: dict[str, Any], left_s: float) -> Accepted | Refused:
        timeout_s = min(left_s, BID_ANSWER_TIMEOUT_S)
        try:
            return await self._link.call("bid", request, Accepted, timeout_s=timeout_s)
        except NotConnected as error:
            return Refused(code="unavailable", message=str(error), figures={})
        except (NoAnswer, UnexpectedAnswer) as error:
            return Refused(code="unknown", message=str(error), figures={})

    async def _clock_sample(self) -> tuple[float, float]:
        sent_at, started = time.time() * 1000, time.perf_counter()
        clock = await self._ask("clock", {"sent_at": sent_at}, Clock)
        way_ms = (time.perf_counter() - started) * 1000
        return way_ms, clock.server_time - (sent_at + way_ms / 2)

    async def _ask(self, event: str, argument: dict[str, Any], form: type[T]) -> T:
        answer = await self._link.call(event, argument, form, timeout_s=REQUEST_TIMEOUT_S)
        if isinstance(answer, Refused):
            raise RequestRefused(answer)
        return answer

    async def _unwatch(self, item_id: str) -> None:
        following = self._following.pop(item_id)
        # Told before anything is waited for: whoever watches the item anew comes after it.
        await self._link.tell("unwatch", {"item_id": item_id})
        await following.stop()

    def _hear(self, event: str, payload: object = None) -> None:
        form = _ROOM_MESSAGES.get(event)
        if form is None:
            return
        try:
            message = read(payload, form)
        except msgspec.ValidationError as error:
            # What it told is missed now, and asked for as any other gap.
            _log.warning("a %s message can't be read: %s", event, error)
            return
        following = self._following.get(message.item_id)
        if following is not None:
            following.hear(message)

    def _fall_behind(self) -> None:
        for following in self._following.values():
            following.fall_behind()
