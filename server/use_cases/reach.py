"""The hammer's reach: those who run a sale see who has the present price, and wait for it."""

from dataclasses import dataclass
from typing import Protocol

from server.bidding.hot_state.hot_state import HotState
from server.domain.rejection import Code, Rejection
from server.domain.running.moves import may_run
from server.domain.types import ItemId, Position
from server.identity.identity import Identity
from server.identity.permissions import authenticated
from server.use_cases.running import Running
from server.use_cases.saleroom.clerks import ClerkGrants
from server.use_cases.watching import look_at_one
from server.wire.answers import CommandAnswer
from server.wire.errors import Refused
from server.wire.reach import Hammer, HammerAnswer, ReachAnswer
from server.wire.requests import ForItem

MEASURE_MS = 1_000
"""How long the answers of the sockets are waited for where no share is asked for."""
WAITING = ("warn", "close")
"""The commands that may wait for a share of the bidders."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The sockets that watch an item, and those of them that certainly have its state at `position`.

    `public_seq` is the number of the last event that may show, and `refused` the number of commands that
    were refused in the last minute.
    """

    position: Position
    watchers: int = 0
    watchers_reached: int = 0
    bidders: int = 0
    bidders_reached: int = 0
    public_seq: int = 0
    refused: int = 0

    @property
    def share(self) -> float:
        """The share of the bidders' sockets, rounded down; 1 where there are none."""
        return self.bidders_reached * 10_000 // self.bidders / 10_000 if self.bidders else 1.0


class Meter(Protocol):
    """Measures the reach of an item over all nodes."""

    async def measure(self, item_id: ItemId, *, share: float, within_ms: int) -> Reached:
        """Return the reach of the item's present state, once it is `share` or the time is over.

        Raises Refused.
        """
        ...


class HammerReach:
    """The use cases of the reach. Every method raises Refused."""

    def __init__(
        self, meter: Meter, running: Running, hot_state: HotState, grants: ClerkGrants
    ) -> None:
        self._meter = meter
        self._running = running
        self._hot_state = hot_state
        self._grants = grants

    async def show(self, identity: Identity | None, request: ForItem) -> ReachAnswer:
        """Show the reach of an item's present state to those who run it."""
        item_id = ItemId(request.item_id)
        await self._check_runs(identity, item_id)
        reached = await self._meter.measure(item_id, share=1.0, within_ms=MEASURE_MS)
        return ReachAnswer(
            ok=True,
            item_id=item_id,
            epoch=reached.position.epoch,
            seq=reached.public_seq,
            watchers=reached.watchers,
            watchers_reached=reached.watchers_reached,
            bidders=reached.bidders,
            bidders_reached=reached.bidders_reached,
            reach=reached.share,
            refused=reached.refused,
        )

    async def run(
        self, identity: Identity | None, name: str, request: Hammer
    ) -> HammerAnswer | CommandAnswer | Rejection:
        """Carry out a command of WAITING, once the share of the bidders is reached or the wait is over.

        Without a share nothing is waited for.
        """
        if request.reach is None:
            return await self._running.run(identity, name, request)
        item_id = ItemId(request.item_id)
        await self._check_runs(identity, item_id)
        within_ms = request.wait_ms
        reached = await self._meter.measure(item_id, share=request.reach, within_ms=within_ms)
        answer = await self._running.run(identity, name, request)
        if isinstance(answer, Rejection):
            return answer
        return HammerAnswer(ok=True, seq=answer["seq"], reach=reached.share)

    async def _check_runs(self, identity: Identity | None, item_id: ItemId) -> None:
        actor = await self._grants.actor(authenticated(identity))
        seen = await look_at_one(self._hot_state, item_id)
        if not may_run(seen.item, actor):
            raise Refused(Code.FORBIDDEN, "only those who run the item's sale may do this")
