"""The people of a sale: bidders with their screens, watchers, and the house, in rushes and between them."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

from loadtest.evidence import Log
from server.domain.listings.listing import Listing
from server.domain.types import BidId, Role, UserId
from tests.simulation.bidders import Bidder
from tests.simulation.house import House
from tests.simulation.node import TOKENS, SimulatedNode
from tests.simulation.outcome import Outcome
from tests.simulation.sockets.screens import Screen
from tests.simulation.worlds import Rush, World

BIDDERS, WATCHERS = 6, 2
HANDS = 3
"""The bids that each bidder of a crowd has under way at a time."""
FAR_S = 0.03
"""The mean delay of a distant Redis, one way. A woken node's call arrives while the lock is kept for it."""
TOKEN_TTL_S = 3600
SCREENS_LEFT = 2
"""The number of screens that stay open while nothing happens."""
QUIET_BIDS_S = 1_200.0
"""The mean time between two bids while nothing happens."""


class People:
    """All who take part in a sale. `make_random` returns the random numbers of a name."""

    def __init__(
        self,
        nodes: Sequence[SimulatedNode],
        listings: Sequence[Listing],
        log: Log,
        make_random: Callable[[str], Random],
    ) -> None:
        self._nodes, self._listings, self._random = nodes, listings, make_random
        self.bidders = [
            Bidder(f"bidder{n}", nodes, log, make_random(f"bidder{n}")) for n in range(BIDDERS)
        ]
        self.house = House(nodes, make_random("house"), self._some_bid)
        names = [bidder.identity.user_id for bidder in self.bidders]
        names += [UserId(f"watcher{n}") for n in range(WATCHERS)]
        self.screens = [
            Screen(name, nodes, log, make_random(f"screen-{name}"), token=self._token(name, n))
            for n, name in enumerate(names)
        ]
        self._opening: dict[Screen, asyncio.Task[None]] = {}
        self._open()

    async def take_part(self, world: World) -> None:
        """Bid and run the items, from the first rush to the end of the last."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for number, rush in enumerate(world.rushes):
            if rush.from_s > loop.time() - began_s:
                await self._be_quiet(began_s + rush.from_s)
            if rush.is_crowd:
                await self._crowd(rush, began_s + rush.until_s)
            else:
                await self._rush(number, rush, began_s + rush.until_s)

    def cut(self, node: SimulatedNode) -> None:
        """Reset the connections to a node."""
        for bidder in self.bidders:
            bidder.wires[node.name].cut()
        node.cut_sockets()

    def end(self, outcome: Outcome) -> None:
        """Write what the screens show, and add up what everybody has seen."""
        for screen in self.screens:
            self._opening[screen].result()
            screen.write_ends()
            outcome.findings += screen.faults
            outcome.received += screen.received
        for bidder in self.bidders:
            outcome.findings += bidder.faults
            outcome.answers += bidder.answers
            outcome.sent_again += bidder.sent_again

    def _open(self) -> None:
        """Open the screens that are closed."""
        item_ids = [listing.item_id for listing in self._listings]
        for screen in self.screens:
            if screen not in self._opening:
                self._opening[screen] = asyncio.create_task(screen.open(item_ids))

    async def _rush(self, number: int, rush: Rush, until_s: float) -> None:
        for node in self._nodes[1:]:
            node.come_back()
        self._open()
        listings = [self._listings[item] for item in rush.items]
        running = asyncio.create_task(self.house.run(listings, until_s))
        bidding = [
            asyncio.create_task(self._bid(bidder, listings, until_s, f"{number}"))
            for bidder in self.bidders
        ]
        await asyncio.gather(running, *bidding)

    async def _crowd(self, rush: Rush, until_s: float) -> None:
        """Have more bids under way on each item than there are nodes, at all times."""
        clients = [client for node in self._nodes for client in (node.redis, node.journal)]
        weathers = [client.wire.weather for client in clients]
        near_s = weathers[0].delay_s
        for weather in weathers:
            weather.delay_s = FAR_S
        listings = [self._listings[item] for item in rush.items]
        bidding = [self._bid_at_once(each, listings, until_s) for each in self.bidders * HANDS]
        await asyncio.gather(*bidding)
        for weather in weathers:
            weather.delay_s = near_s

    async def _bid_at_once(
        self, bidder: Bidder, listings: Sequence[Listing], until_s: float
    ) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < until_s:
            for listing in listings:
                await bidder.bid(listing)

    async def _bid(
        self, bidder: Bidder, listings: Sequence[Listing], until_s: float, name: str
    ) -> None:
        random, loop = self._random(f"{bidder.identity.name}-{name}"), asyncio.get_running_loop()
        pace_s = random.choice((0.1, 0.5, 2.0))
        while loop.time() < until_s:
            await asyncio.sleep(random.expovariate(1 / pace_s))
            await bidder.bid(random.choice(listings))

    async def _be_quiet(self, until_s: float) -> None:
        """Leave one node and few screens, and bid now and then."""
        for node in self._nodes[1:]:
            node.leave()
        for screen in self.screens[SCREENS_LEFT:]:
            await self._opening.pop(screen)
            await screen.close()
        random, loop = self._random(f"quiet-{until_s}"), asyncio.get_running_loop()
        while (left_s := until_s - loop.time()) > 0:
            await asyncio.sleep(min(random.expovariate(1 / QUIET_BIDS_S), left_s))
            if loop.time() < until_s:
                await random.choice(self.bidders).bid(random.choice(self._listings))

    def _some_bid(self) -> BidId:
        random = self._random(f"void-{asyncio.get_running_loop().time()}")
        return random.choice(self.bidders).some_bid()

    def _token(self, name: UserId, number: int) -> Callable[[], str | None]:
        """Return a function that issues a token; a mere watcher has none."""
        if number >= BIDDERS:
            return lambda: None
        return lambda: TOKENS.issue(name, name, Role.BIDDER, ttl_s=TOKEN_TTL_S)
