"""The contract's socket events: each handler parses, calls one use case, answers."""

import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import socketio
import structlog

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.sockets.recovery.recovery import Recovery
from server.sockets.rooms.manager import item_room, user_room
from server.sockets.transport.rate_limits import RateLimiter
from server.use_cases.bidding import (
    COMMANDS,
    History,
    PlacedBid,
    begin_bid,
    extend_item,
    place_bid,
    retract_bid,
    run_item,
    watch_item,
)
from server.use_cases.users import authenticate_answer
from server.wire.answers import ClockAnswer, Done
from server.wire.errors import Refused, refusal
from server.wire.requests import Authenticate, Bid, Clock, Extend, ForItem, Retract, Watch

log = structlog.get_logger(__name__)

Answer = Mapping[str, Any] | Rejection
Handler = Callable[[str, object], Awaitable[Answer]]


class AuctionNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """The default namespace. `events` are all the events that a client may send."""

    def __init__(
        self,
        floor: Floor,
        hot_state: HotState,
        history: History,
        tokens: Tokens,
        *,
        limiter: RateLimiter,
        recovery: Recovery,
    ) -> None:
        super().__init__("/")
        self._floor = floor
        self._hot_state = hot_state
        self._history = history
        self._tokens = tokens
        self._recovery = recovery
        self._limiter = limiter
        self._identities: dict[str, Identity] = {}
        self.events: dict[str, Handler] = {
            "watch": self._watch,
            "unwatch": self._unwatch,
            "bid": self._bid,
            "authenticate": self._authenticate,
            "clock": self._clock,
            "extend": self._extend,
            "retract": self._retract,
            **{name: partial(self._run, name) for name in COMMANDS},
        }

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Answer an event; also called for `connect` and `disconnect`, which no client can name."""
        if event == "connect":
            return await self._connect(args[0], args[2])
        if event == "disconnect":
            self._forget(args[0])
            self._recovery.end(args[0], wanted=args[1] == self.server.reason.CLIENT_DISCONNECT)
            return None
        sid, *arguments = args
        return await self._acknowledge(event, sid, arguments)

    def begin_bid(self, sid: str, arguments: list[Any]) -> PlacedBid:
        """Put a bid on the floor, without waiting for its answer; raises Refused."""
        bid = Bid.parse(_only(arguments))
        return begin_bid(self._floor, self._identity(sid), bid)

    def session(self, sid: str) -> dict[str, str]:
        """Return what a socket is told as it is let in, beside its sid."""
        pid = self._recovery.pid(sid)
        return {} if pid is None else {"pid": pid}

    def go_on(self, sid: str) -> None:
        """Send a socket that has just been let in what it has missed, if it has been here before."""
        self._recovery.go_on(sid)

    async def _acknowledge(self, event: str, sid: str, arguments: list[Any]) -> Mapping[str, Any]:
        try:
            answer = await self.events[event](sid, _only(arguments))
        except Refused as refused:
            return refusal(refused.rejection)
        except Exception:
            log.exception("event_failed", name=event)
            return refusal(Rejection(Code.INTERNAL, "the server made a mistake"))
        return refusal(answer) if isinstance(answer, Rejection) else answer

    async def _connect(self, sid: str, auth: object) -> None:
        """Let a socket in: with a good token as its user, without one as a watcher."""
        said = auth if isinstance(auth, dict) else {}
        identity = await self._admit(sid, said.get("token"))
        await self._recovery.begin(sid, said.get("pid"), identity)

    async def _admit(self, sid: str, token: object) -> Identity | None:
        if token is None:
            return None
        try:
            identity = self._tokens.verify(Authenticate.parse({"token": token}).token)
        except Refused as refused:
            raise _no_entry(Rejection(Code.UNAUTHENTICATED, refused.rejection.message)) from None
        try:
            await self._become(sid, identity)
        except Refused as refused:
            raise _no_entry(refused.rejection) from None
        return identity

    async def _become(self, sid: str, identity: Identity) -> None:
        """Let a socket be known as a user from now on; raises Refused if the user has too many."""
        previous = self._identities.get(sid)
        if previous is None or previous.user_id != identity.user_id:
            wait_ms = self._limiter.admit_user(identity.user_id)
            if wait_ms:
                raise Refused(Code.RATE_LIMITED, "too many sockets", retry_after_ms=wait_ms)
            self._forget(sid)
        if previous is not None and previous.user_id != identity.user_id:
            await self.leave_room(sid, user_room(previous.user_id))
        self._identities[sid] = identity
        await self.enter_room(sid, user_room(identity.user_id))

    def _forget(self, sid: str) -> None:
        identity = self._identities.pop(sid, None)
        if identity is not None:
            self._limiter.leave_user(identity.user_id)

    def _identity(self, sid: str) -> Identity | None:
        """Return who a socket is; raises Refused once its token has expired."""
        identity = self._identities.get(sid)
        if identity is not None and identity.expires_at <= time.time():
            raise Refused(Code.UNAUTHENTICATED, "the token has expired; authenticate anew")
        return identity

    async def _watch(self, sid: str, argument: object) -> Answer:
        request = Watch.parse(argument)
        item_id = ItemId(request.item_id)
        # First the room, then the look: nothing can happen between them unseen.
        await self.enter_room(sid, item_room(item_id))
        try:
            identity = self._identities.get(sid)
            answer, seq = await watch_item(self._hot_state, self._history, request, identity)
        except Refused:
            await self.leave_room(sid, item_room(item_id))
            raise
        await self._recovery.watched(sid, item_id, seq)
        return answer

    async def _unwatch(self, sid: str, argument: object) -> Answer:
        item_id = ItemId(ForItem.parse(argument).item_id)
        await self.leave_room(sid, item_room(item_id))
        self._recovery.unwatched(sid, item_id)
        return Done(ok=True)

    async def _bid(self, sid: str, argument: object) -> Answer:
        return await place_bid(self._floor, self._identity(sid), Bid.parse(argument))

    async def _retract(self, sid: str, argument: object) -> Answer:
        return await retract_bid(self._floor, self._identity(sid), Retract.parse(argument))

    async def _run(self, name: str, sid: str, argument: object) -> Answer:
        return await run_item(self._floor, self._identity(sid), name, ForItem.parse(argument))

    async def _extend(self, sid: str, argument: object) -> Answer:
        return await extend_item(self._floor, self._identity(sid), Extend.parse(argument))

    async def _authenticate(self, sid: str, argument: object) -> Answer:
        identity = self._tokens.verify(Authenticate.parse(argument).token)
        await self._become(sid, identity)
        return authenticate_answer(identity)

    async def _clock(self, sid: str, argument: object) -> Answer:  # noqa: ARG002 - as every handler
        request = Clock.parse(argument)
        now = self._hot_state.clock.now()
        return ClockAnswer(ok=True, sent_at=request.sent_at, server_time=now)


def _no_entry(rejection: Rejection) -> socketio.exceptions.ConnectionRefusedError:
    data = {"code": rejection.code.value, **rejection.details}
    return socketio.exceptions.ConnectionRefusedError(rejection.message, data)


def _only(arguments: list[Any]) -> Any:
    if len(arguments) != 1:
        raise Refused(Code.INVALID, "an event takes one argument, an object")
    return arguments[0]
