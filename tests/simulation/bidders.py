"""Bidders, who send bids to any node, again and again under the same bid_id until they are decided."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from loadtest.evidence import Answer, Log, Retraction, Sent, Unconfirmed
from server.domain.events import Reason
from server.domain.listings.listing import Listing
from server.domain.rejection import Code, Rejection
from server.domain.types import BidId, Format, ItemId, Role, UserId
from server.identity.identity import Identity
from server.node.core import Core
from server.use_cases.bidding import place_bid, retract_bid
from server.wire.requests import Bid, Retract
from tests.simulation.node import CODES, Request, SimulatedNode
from tests.simulation.wire import Wire

ANSWER_TIMEOUT_S = 3.0
GIVE_UP_S = 20.0
SENT_AGAIN = frozenset({Code.UNAVAILABLE, Code.UNKNOWN, Code.BUSY, Code.INTERNAL})
"""Codes after which a client sends the same bid again."""
SENT_TWICE = 0.02
"""The share of bids that the network, or an impatient finger, sends twice."""
RETRACTED = 0.004
"""The share of accepted bids that are taken back at once."""
FOREVER_S = 10**10


class Disconnected(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """A client's connection was lost."""


class Bidder:
    """One person with one device."""

    def __init__(self, name: str, nodes: Sequence[SimulatedNode], log: Log, random: Random) -> None:
        user_id = UserId(name)
        self.identity = Identity(user_id, name, Role.BIDDER, FOREVER_S, CODES.code(user_id))
        self.answers: Counter[str] = Counter()
        self.sent_again: Counter[str] = Counter()
        """The codes after which a bid was sent again."""
        self.faults: list[str] = []
        """Answers that no client may get."""
        self._nodes, self._log, self._random = nodes, log, random
        self._minimum: dict[ItemId, int] = {}
        self._count = 0
        self._hides = random.choice((0.0, 0.2, 0.8))
        """The share of bids with a hidden maximum."""
        self._doubles: set[asyncio.Future[None]] = set()
        self.wires = {node.name: self._wire(node) for node in nodes}

    def _wire(self, node: SimulatedNode) -> Wire[Request]:
        return Wire(
            node.serve,
            self._random,
            timeout_s=ANSWER_TIMEOUT_S,
            cut=Disconnected,
            timed_out=TimeoutError,
        )

    async def bid(self, listing: Listing) -> None:
        """Place one bid, and send it until it is decided or hopeless."""
        item_id = listing.item_id
        self._count += 1
        least = self._minimum.get(item_id, 100)
        amount = least + 10 * self._random.randrange(3)
        user = self.identity.user_id
        bid_id = f"{user}-{self._count}"
        most = amount + 10 * self._random.randrange(1, 12)
        english = listing.format is Format.ENGLISH
        max_amount = most if english and self._random.random() < self._hides else None
        quantity = self._random.randint(1, 3) if listing.quantity > 1 else 1
        bid = Bid(
            bid_id=bid_id,
            item_id=item_id,
            amount=amount,
            max_amount=max_amount,
            quantity=quantity,
            raise_own=True,
            confirmed=True,
        )

        def log_sent() -> None:
            self._log.write(
                Sent(
                    t=self._now_ms(),
                    user=user,
                    handle=self.identity.handle,
                    item_id=item_id,
                    bid_id=bid_id,
                    amount=amount,
                    max_amount=max_amount,
                    transport="http",
                )
            )

        answer = await self._until_decided(partial(_place, self.identity, bid), log_sent)
        if answer is None:
            self.answers["unconfirmed"] += 1
            line = Unconfirmed(t=self._now_ms(), bid_id=bid_id, item_id=item_id, reason="unknown")
            self._log.write(line)
            return
        self._note(bid, answer)
        if not isinstance(answer, Rejection) and self._random.random() < RETRACTED:
            await self._retract(bid)

    def some_bid(self) -> BidId:
        """Return the id of one of the bids so far."""
        number = self._random.randrange(self._count + 1)
        return BidId(f"{self.identity.user_id}-{number}")

    async def _retract(self, bid: Bid) -> None:
        request = Retract(bid_id=bid.bid_id, item_id=bid.item_id, reason=Reason.MISTYPED)
        answer = await self._until_decided(partial(_take_back, self.identity, request))
        ok = None if answer is None else not isinstance(answer, Rejection)
        self._log.write(
            Retraction(
                t=self._now_ms(),
                user=self.identity.user_id,
                item_id=bid.item_id,
                bid_id=bid.bid_id,
                ok=ok,
                seq=answer["seq"] if ok else None,
            )
        )

    async def _until_decided(
        self, request: Request, log_sent: Callable[[], None] = lambda: None
    ) -> Any:
        """Send a request until it is decided, and log each copy: any of them may be the one that counts."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + GIVE_UP_S
        while loop.time() < give_up_at:
            node = self._random.choice(self._nodes)
            if node.core is None and node.process.power.name != "STOPPED":
                await asyncio.sleep(0.05 + 0.2 * self._random.random())
                continue
            try:
                log_sent()
                if self._random.random() < SENT_TWICE:
                    log_sent()
                    self._doubles.add(asyncio.ensure_future(self._ignored(node, request)))
                answer = await self.wires[node.name].call(request)
            except (Disconnected, TimeoutError):
                await asyncio.sleep(0.05 + 0.2 * self._random.random())
                continue
            if isinstance(answer, Rejection) and answer.code in SENT_AGAIN:
                self.sent_again[answer.code.value] += 1
                if answer.code is Code.BUSY and not answer.details.get("retry_after_ms"):
                    self.faults.append(f"waits: {answer} does not tell when to come back")
                await asyncio.sleep(0.05 + 0.4 * self._random.random())
                continue
            return answer
        return None

    async def _ignored(self, node: SimulatedNode, request: Request) -> None:
        try:
            await self.wires[node.name].call(request)
        except (Disconnected, TimeoutError):
            return

    def _note(self, bid: Bid, answer: Any) -> None:
        item_id, at = ItemId(bid.item_id), self._now_ms()
        if isinstance(answer, Rejection):
            self.answers[answer.code.value] += 1
            details: dict[str, Any] = dict(answer.details)
            if "minimum" in details:
                self._minimum[item_id] = details["minimum"]
            self._log.write(
                Answer(
                    t=at,
                    bid_id=bid.bid_id,
                    item_id=bid.item_id,
                    ok=False,
                    code=answer.code.value,
                    seq=details.get("seq"),
                    price=details.get("price"),
                    minimum=details.get("minimum"),
                )
            )
            return
        self.answers["accepted"] += 1
        self._minimum[item_id] = answer["minimum"]
        fields = ("seq", "price", "minimum", "leading", "ends_at")
        shown = {name: answer.get(name) for name in fields}
        self._log.write(Answer(t=at, bid_id=bid.bid_id, item_id=bid.item_id, ok=True, **shown))

    def _now_ms(self) -> int:
        return int(asyncio.get_running_loop().time() * 1000)


async def _place(identity: Identity, bid: Bid, core: Core) -> Any:
    return await place_bid(core.floor, identity, bid)


async def _take_back(identity: Identity, request: Retract, core: Core) -> Any:
    return await retract_bid(core.floor, identity, request)
