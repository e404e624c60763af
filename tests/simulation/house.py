"""The house: an auctioneer who runs the items, from any node, while bidders bid."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from server.domain.commands import (
    AwardItem,
    BlockBidders,
    CancelItem,
    CloseItem,
    Command,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    ReopenItem,
    ResumeItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.listings.listing import Listing
from server.domain.types import BidId, Format, ItemId, UserId
from server.node.core import Core
from tests.simulation.node import SimulatedNode
from tests.simulation.sale import HOUSE
from tests.simulation.wire import Wire

ANSWER_TIMEOUT_S = 3.0
PACE_S = 1.5
REOPENED_MS, EXTENDED_MS = 4_000, 3_000
PAUSE_MAX_S = 3.0
BLOCKED = 0.5
"""The share of blocks among blocks and their ends."""


class Disconnected(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """The house's connection was lost."""


class House:
    """One auctioneer with one device. What becomes of an act shows in the item's history."""

    def __init__(
        self, nodes: Sequence[SimulatedNode], random: Random, some_bid: Callable[[], BidId]
    ) -> None:
        """`some_bid` returns the id of a bid that somebody may have placed."""
        self._nodes, self._random, self._some_bid = nodes, random, some_bid
        self._wires = {
            node.name: Wire(
                node.serve,
                random,
                timeout_s=ANSWER_TIMEOUT_S,
                cut=Disconnected,
                timed_out=TimeoutError,
            )
            for node in nodes
        }

    async def run(self, listings: Sequence[Listing], until_s: float) -> None:
        """Act on some item now and then."""
        loop, number = asyncio.get_running_loop(), 0
        while loop.time() < until_s:
            await asyncio.sleep(self._random.expovariate(1 / PACE_S))
            listing, number = self._random.choice(listings), number + 1
            item_id = listing.item_id
            if self._random.random() < 0.2:
                await self._send(item_id, lambda _: PauseItem(HOUSE))
                await asyncio.sleep(self._random.random() * PAUSE_MAX_S)
                await self.resume(item_id)
            else:
                acts = _ACTS if listing.format is Format.ENGLISH else _OF_ALL_FORMATS
                act = self._random.choices([*acts], [*acts.values()])[0]
                await self._send(item_id, partial(act, self, number))

    async def resume(self, item_id: ItemId) -> None:
        """End a pause, if there is one."""
        await self._send(item_id, lambda _: ResumeItem(HOUSE))

    async def _send(self, item_id: ItemId, command: Callable[[Core], Command]) -> None:
        node = self._random.choice(self._nodes)
        try:
            await self._wires[node.name].call(
                lambda core: core.floor.submit(item_id, command(core))
            )
        except (Disconnected, TimeoutError):
            return

    def _void(self, number: int, _: Core) -> Command:
        return VoidBid(HOUSE, self._some_bid(), f"void {number}")

    def _block(self, number: int, _: Core) -> Command:
        """Block a bidder on the item, or lift such a block."""
        bidder = UserId(self._some_bid().partition("-")[0])
        return BlockBidders(HOUSE, (bidder,), blocked=self._random.random() < BLOCKED)


Act = Callable[[House, int, Core], Command]

_OF_ALL_FORMATS: dict[Act, float] = {
    lambda house, number, core: GiveNotice(HOUSE, f"notice-{number}", "Bid now"): 2,
    lambda house, number, core: WarnItem(HOUSE): 3,
    lambda house, number, core: ExtendItem(HOUSE, core.hot_state.clock.now() + EXTENDED_MS): 2,
    House._void: 1,
    House._block: 1,
    lambda house, number, core: CancelItem(HOUSE): 0.2,
}
_ACTS: dict[Act, float] = _OF_ALL_FORMATS | {
    lambda house, number, core: SetAsking(HOUSE, increment=house._random.choice((5, 30))): 3,
    lambda house, number, core: ReopenItem(HOUSE, core.hot_state.clock.now() + REOPENED_MS): 3,
    lambda house, number, core: CloseItem(HOUSE): 1,
    lambda house, number, core: SellItem(HOUSE): 1,
    lambda house, number, core: PassItem(HOUSE): 1,
    lambda house, number, core: OpenItem(HOUSE): 1,
    lambda house, number, core: AwardItem(HOUSE, step=1): 1,
}
