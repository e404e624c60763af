"""Nodes in processes of their own, each with a log and with a proxy before each store."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from tests.nodes import ROOT, LiveNode, NodeProcess, StoreUrls, free_port, node_process
from tests.proxy import Proxy, proxied

LOCK_TTL_S = 1.0
SETTINGS = {"AUCTION_LOCK_TTL_MS": str(int(LOCK_TTL_S * 1000)), "AUCTION_RATE_LIMITS": "off"}


class ProxiedNode:
    """A node that can be killed and started again at the same address, on the same proxies."""

    def __init__(
        self,
        name: str,
        live: LiveNode,
        log: Path,
        archive: Proxy,
        redis: Proxy | None,
        *,
        settings: Mapping[str, str],
        root: Path,
    ) -> None:
        self.root = root
        """The folder of the sources that the next start uses."""
        self.name = name
        self.live = live
        self.log = log
        self.to_archive = archive
        self._to_redis = redis
        self.environment = {**SETTINGS, **settings, "AUCTION_NODE": name}
        self._process: NodeProcess | None = None
        self._stack = AsyncExitStack()

    @property
    def to_redis(self) -> Proxy:
        """The proxy before Redis; there is none where a client finds Redis by itself."""
        assert self._to_redis is not None, "these nodes find Redis through Sentinel or a cluster"
        return self._to_redis

    @property
    def process(self) -> NodeProcess:
        """The node's process."""
        assert self._process is not None, "the node was never started"
        return self._process

    @property
    def runs(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.process.returncode is None

    async def start(self) -> None:
        """Start the process, and wait until it answers."""
        await self._stack.aclose()
        port = int(self.live.url.rpartition(":")[2])
        started = node_process(self.live.stores, self.log, port, self.root, **self.environment)
        self._process = await self._stack.enter_async_context(started)

    async def stop(self) -> None:
        """End the process with SIGTERM, or wait for one that was killed."""
        await self._stack.aclose()

    async def pause(self, seconds: float) -> None:
        """Stop the process with SIGSTOP for some time."""
        process = self.process.process
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """Kill the process with SIGKILL."""
        await self.process.kill()


@asynccontextmanager
async def proxied_nodes(
    names: Sequence[str],
    stores: StoreUrls,
    folder: Path,
    *,
    through_proxies: bool,
    settings: Mapping[str, str] | None = None,
    first: Mapping[str, str] | None = None,
    root: Path = ROOT,
) -> AsyncIterator[list[ProxiedNode]]:
    """Run nodes on `stores`; with `through_proxies` they also reach Redis through one.

    `settings` are environment variables of the nodes, and `first` those of the first node alone. `root` has
    their sources.
    """
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        nodes = []
        for name in names:
            archive = await stack.enter_async_context(proxied(stores.database))
            redis = (
                await stack.enter_async_context(proxied(stores.redis)) if through_proxies else None
            )
            urls = StoreUrls(redis.url if redis else stores.redis, archive.url)
            live = LiveNode(f"http://127.0.0.1:{free_port()}", urls, http)
            nodes.append(
                ProxiedNode(
                    name,
                    live,
                    folder / f"{name}.log",
                    archive,
                    redis,
                    settings=settings or {},
                    root=root,
                )
            )
        nodes[0].environment.update(first or {})
        try:
            await asyncio.gather(*(node.start() for node in nodes))
            yield nodes
        finally:
            await asyncio.gather(*(node.stop() for node in nodes))
