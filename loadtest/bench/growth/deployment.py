"""The product with stores of its own: one value of an axis, up while it is measured."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from loadtest.bench.growth.plan import Axis, Grows
from loadtest.bench.growth.stores import Stores, connected
from loadtest.bench.measure import WITHOUT_RATE_LIMITS, Bench
from loadtest.bench.place import Service, empty_stores, serving
from loadtest.bench.plan import Server
from loadtest.sale import make_token, put_up
from loadtest.swarm.meters.processes import Watched, usage

SALE = "growth"
"""The id of the sale that is bid on, or its beginning."""


@dataclass(slots=True)
class Deployment:
    """A running deployment; `value` is what has been reached of the `asked` value on the axis.

    `sale` is the id of the auction that the swarm bids on.
    """

    bench: Bench
    service: Service
    stores: Stores
    pids: dict[str, str]
    token: str
    folder: Path
    asked: int
    value: int
    sale: str = SALE

    @property
    def node_pids(self) -> list[int]:
        """Return the processes of its nodes."""
        return [pid for name, pid in self.service.processes.items() if name.startswith("node")]

    def node_cpu_s(self) -> float:
        """Return the CPU time of its nodes up to now."""
        found = [usage(Watched("node", pid)) for pid in self.node_pids]
        return sum(each.cpu_s for each in found if each is not None)

    def node_bytes(self) -> int:
        """Return the RAM of its nodes."""
        found = [usage(Watched("node", pid)) for pid in self.node_pids]
        return sum(each.resident_bytes for each in found if each is not None)


@asynccontextmanager
async def deployed(bench: Bench, axis: Axis, value: int) -> AsyncIterator[Deployment]:
    """Run the product on empty stores while the context lasts, with the axis' sale put up.

    Raises LaunchError or SaleError.
    """
    nodes = value if axis.grows in (Grows.NODES, Grows.RUSH) else 0
    server = Server("auction", ("server",), nodes=nodes)
    with tempfile.TemporaryDirectory(prefix="auction-growth-") as name:
        folder = Path(name)
        async with empty_stores(bench.template, server.durability, bench.cores) as (urls, _):
            env = {**urls, "AUCTION_SECRET": bench.secret, **WITHOUT_RATE_LIMITS}
            addresses = (urls["AUCTION_REDIS_URL"], urls["AUCTION_DATABASE_URL"])
            async with (
                serving(server, env, bench.cores, folder) as service,
                connected(*addresses) as stores,
            ):
                token = make_token(bench.secret, "house", "auctioneer")
                await put_up(service.url, token, axis.items, SALE)
                pids = {name: str(pid) for name, pid in service.processes.items()}
                pids |= await stores.pids()
                yield Deployment(bench, service, stores, pids, token, folder, value, value)
