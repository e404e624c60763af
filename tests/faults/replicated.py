"""A Redis with a replica, behind Sentinel or in a cluster. Everybody knows each server by its proxy.

So the network between primary and replica can be held up: the replica lags.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from redis.asyncio import Redis
from redis.crc import key_slot

from tests.faults.nodes import proxied_nodes
from tests.faults.scene import ALWAYS, Scene
from tests.nodes import StoreUrls, free_port
from tests.proxy import REPLIES, Hold, Proxy, Rule, proxied
from tests.redis_servers import AT_ONCE, SERVICE, SLOTS, Server, eventually, execute, server

ITEMS_SLOT = key_slot(b"{s00}")
NODE_TIMEOUT_MS = 1_000
DOWN_AFTER_MS = 2_000
"""How long Sentinel misses a primary before it fails over, which a busy machine has to stay below."""
FAILOVER_MAX_S = 40


@dataclass(eq=False)
class Member:
    """A server, its files, and the proxy by which everybody knows it."""

    port: int
    proxy: Proxy
    folder: Path
    options: tuple[str, ...]
    server: Server | None = None

    @property
    def running(self) -> Server:
        """The server, which has been started."""
        assert self.server is not None, "the server was never started"
        return self.server

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        self.running.process.send_signal(number)


@dataclass
class Replicated(Scene):
    """A scene with a primary and its replica. `fail_over` makes the replica the primary.

    `is_primary` tells whether a server is the primary, for itself and for Sentinel.
    """

    primary: Member
    replica: Member
    fail_over: Callable[["Replicated", str], Awaitable[None]]
    is_primary: Callable[[Member], Awaitable[bool]]
    answers_wait: bool = False
    clustered: bool = False
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def may_undo(self) -> bool:
        """Whether answers wait for the replica, so that a failover takes back only what nobody knows."""
        return self.answers_wait

    @property
    def redis_url(self) -> str:
        """The address of the primary, past its proxy."""
        return self.primary.running.url

    async def promoted(self) -> None:
        """Wait until the replica is the primary; call the former primary the replica from then on."""
        await eventually(partial(self.is_primary, self.replica), timeout_s=FAILOVER_MAX_S)
        self.primary, self.replica = self.replica, self.primary

    async def follows(self) -> None:
        """Wait until the replica has the primary's data.

        On a busy machine Sentinel may miss a sound primary and fail over again, so the roles are asked for.
        """
        await eventually(self._follows, timeout_s=FAILOVER_MAX_S)

    async def _follows(self) -> bool:
        if not await self.is_primary(self.primary) and await self.is_primary(self.replica):
            self.primary, self.replica = self.replica, self.primary
        return await self.is_primary(self.primary) and await _follows(self.replica, self.primary)

    async def demote(self) -> None:
        """Let the former primary follow the new one, as an operator does and Sentinel after some time."""
        await _execute(self.replica, "REPLICAOF", "127.0.0.1", self.primary.proxy.port)

    async def restart_replica(self) -> None:
        """Start the former primary, which was killed, on its files; it follows the new one."""
        member = self.replica
        # A member of a cluster knows it from the others.
        following = () if self.clustered else _following(self.primary)
        started = server(*member.options, *following, folder=member.folder, port=member.port)
        member.server = await self._stack.enter_async_context(started)

    @contextmanager
    def lag(self) -> Iterator[None]:
        """Hold all that the primary sends to its replica while inside; it comes too late or never."""
        with self.primary.proxy.having(Rule(Hold(), REPLIES, opening=b"PSYNC")):
            yield


@asynccontextmanager
async def with_sentinel(
    database: str, folder: Path, *, seed: int = 1, durability: str = "always"
) -> AsyncIterator[Replicated]:
    """Run a scene with a primary, a replica and a Sentinel; `durability` is that of the nodes."""
    async with AsyncExitStack() as stack:
        primary = await _member(stack, folder / "a", _announced_to_sentinel)
        replica = await _member(stack, folder / "b", _announced_to_sentinel)
        await _start(stack, primary)
        await _start(stack, replica, *_following(primary))
        sentinel = await _sentinel(stack, folder / "sentinel", primary)

        async def fail_over(scene: Replicated, kind: str) -> None:
            async with Redis(port=sentinel.port) as asked:
                has_failed_over = partial(_has_failed_over, asked, scene.replica)
                await eventually(has_failed_over, timeout_s=FAILOVER_MAX_S)

        async def is_primary(member: Member) -> bool:
            async with Redis(port=sentinel.port) as asked:
                _, port = await execute(asked, "SENTINEL GET-MASTER-ADDR-BY-NAME", SERVICE)
            return int(port) == member.proxy.port and await _is_primary(member)

        url = f"redis+sentinel://127.0.0.1:{sentinel.port}/0/{SERVICE}"
        parts: Any = {"primary": primary, "replica": replica}
        parts |= {"fail_over": fail_over, "is_primary": is_primary}
        async with _scene(database, url, folder, seed, durability, **parts) as scene:
            yield scene


@asynccontextmanager
async def in_a_cluster(
    database: str, folder: Path, *, seed: int = 1, durability: str = "always"
) -> AsyncIterator[Replicated]:
    """Run a scene with three primaries, and a replica of the one that has the items."""
    async with AsyncExitStack() as stack:
        members = [await _member(stack, folder / name, _announced_to_a_cluster) for name in "abcd"]
        for member in members:
            await _start(stack, member)
        primary, replica = members[0], members[3]
        share = SLOTS // 3
        # The first primary gets the third of the slots that the items are in.
        thirds = sorted(
            range(3), key=lambda third: not third * share <= ITEMS_SLOT < (third + 1) * share
        )
        for member, third in zip(members, thirds, strict=False):
            last = SLOTS if third == 2 else (third + 1) * share
            await _execute(member, "CLUSTER ADDSLOTSRANGE", third * share, last - 1)
            await _execute(member, "CLUSTER SET-CONFIG-EPOCH", third + 1)
        for member in members[1:]:
            meet = ("CLUSTER MEET", "127.0.0.1", primary.port, primary.port + 10_000)
            await _execute(member, *meet)
        for member in members:
            await eventually(partial(_is_whole, member, len(members)))
        name = await _execute(primary, "CLUSTER MYID")
        await eventually(partial(_replicates, replica, name.decode()))
        await eventually(partial(_follows, replica, primary))

        async def fail_over(scene: Replicated, kind: str) -> None:
            await _execute(scene.replica, "CLUSTER FAILOVER", *([kind] if kind else []))

        url = "redis+cluster://" + ",".join(f"127.0.0.1:{each.proxy.port}" for each in members[:3])
        parts: Any = {"primary": primary, "replica": replica}
        parts |= {"fail_over": fail_over, "is_primary": _is_primary, "clustered": True}
        async with _scene(database, url, folder, seed, durability, **parts) as scene:
            yield scene


@asynccontextmanager
async def _scene(
    database: str,
    url: str,
    folder: Path,
    seed: int,
    durability: str,
    *,
    primary: Member,
    replica: Member,
    fail_over: Callable[[Replicated, str], Awaitable[None]],
    is_primary: Callable[[Member], Awaitable[bool]],
    clustered: bool = False,
) -> AsyncIterator[Replicated]:
    stores, settings = StoreUrls(url, database), {"AUCTION_DURABILITY": durability}
    running = proxied_nodes(
        ("one", "two"), stores, folder, through_proxies=False, settings=settings
    )
    async with running as nodes, AsyncExitStack() as stack:
        yield Replicated(
            nodes,
            database,
            Random(seed),
            primary,
            replica,
            fail_over,
            is_primary,
            durability == "replicated",
            clustered,
            stack,
        )


Announced = Callable[[int, int], tuple[str, ...]]


def _announced_to_sentinel(port: int, known_as: int) -> tuple[str, ...]:
    return ("--replica-announce-ip", "127.0.0.1", "--replica-announce-port", str(known_as))


def _announced_to_a_cluster(port: int, known_as: int) -> tuple[str, ...]:
    return (
        *("--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS)),
        *("--cluster-announce-ip", "127.0.0.1", "--cluster-announce-port", str(known_as)),
        *("--cluster-announce-bus-port", str(port + 10_000)),
    )


async def _member(stack: AsyncExitStack, folder: Path, announced: Announced) -> Member:
    await asyncio.to_thread(folder.mkdir, parents=True)
    port = free_port()
    proxy = await stack.enter_async_context(
        proxied(f"redis://127.0.0.1:{port}/0", port=free_port())
    )
    return Member(port, proxy, folder, (*ALWAYS, *AT_ONCE, *announced(port, proxy.port)))


async def _start(stack: AsyncExitStack, member: Member, *options: str) -> None:
    started = server(*member.options, *options, folder=member.folder, port=member.port)
    member.server = await stack.enter_async_context(started)


def _following(primary: Member) -> tuple[str, str]:
    return "--replicaof", f"127.0.0.1 {primary.proxy.port}"


async def _sentinel(stack: AsyncExitStack, folder: Path, primary: Member) -> Server:
    await asyncio.to_thread(folder.mkdir)
    config = folder / "sentinel.conf"
    config.write_text(
        f"sentinel monitor {SERVICE} 127.0.0.1 {primary.proxy.port} 1\n"
        f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER_MS}\n"
        f"sentinel failover-timeout {SERVICE} 3000\n"
    )
    sentinel = await stack.enter_async_context(server(str(config), "--sentinel", folder=folder))
    async with Redis(port=sentinel.port) as asked:
        # It promotes no replica of which it has heard nothing for 5 s, and asks every 10 s by default.
        await execute(asked, "SENTINEL DEBUG", "INFO-PERIOD", 1_000)
        await eventually(partial(execute, asked, "SENTINEL REPLICAS", SERVICE))
    return sentinel


async def _has_failed_over(sentinel: Redis, to: Member) -> bool:
    """Tell whether a member is Sentinel's primary; ask for a failover if none is in progress.

    Sentinel refuses while an earlier one lasts, and gives up one that takes long on a busy machine.
    """
    primary: Any = await sentinel.sentinel_master(SERVICE)
    if primary["port"] == to.proxy.port:
        return True
    if "failover_in_progress" not in primary["flags"]:
        await execute(sentinel, "SENTINEL FAILOVER", SERVICE)
    return False


async def _execute(member: Member, *words: str | int) -> Any:
    async with Redis(port=member.port, socket_timeout=1) as redis:
        return await execute(redis, *words)


async def _is_primary(member: Member) -> bool:
    return bool((await _execute(member, "ROLE"))[0] == b"master")


async def _follows(member: Member, primary: Member) -> bool:
    role, *details = await _execute(member, "ROLE")
    return bool(role == b"slave" and details[1:3] == [primary.proxy.port, b"connected"])


async def _replicates(member: Member, primary: str) -> bool:
    await _execute(member, "CLUSTER REPLICATE", primary)
    return True


async def _is_whole(member: Member, count: int) -> bool:
    async with Redis(port=member.port) as redis:
        info = await execute(redis, "CLUSTER INFO")
    return bool(info["cluster_state"] == "ok" and info["cluster_known_nodes"] == str(count))
