"""The measurement of attacks: a node on a core of its own, with and without each attack in turn."""

import asyncio
import json
import secrets
import statistics
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from loadtest.attacks.bystander import Bystander, bystanders
from loadtest.attacks.kinds import PACED
from loadtest.attacks.sender import Sender
from loadtest.attacks.socket_attacks import RATE_PER_S
from loadtest.bench.interference import Interference
from loadtest.bench.place import Cores, durability_at, empty_stores, prepared_stores
from loadtest.bench.results import machine
from loadtest.launch import LaunchError, free_port, running_server
from loadtest.sale import make_token, put_up
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.meters.processes import Watched, peak_bytes, usage
from loadtest.swarm.wire.frames import frame

BYSTANDERS = 5
BIDS = 2_000
"""The history of the item that is attacked."""
PAUSE_S = 1.0
"""Time after an attack until the node has closed its connections."""


class AttackRow(msgspec.Struct, frozen=True):
    """An attack's rates and costs, and the bystanders' median p99 without it and during it."""

    name: str
    inputs_per_s: float
    bytes_per_s: float
    us_per_input: float
    ns_per_byte: float
    calm_p99_ms: float
    p99_ms: float
    unanswered: int = 0


class AttackResults(msgspec.Struct, frozen=True):
    """All rows; `interference` is the share of the cores' time that other programs had.

    `durability` is how Redis kept an answered bid. `calm_mib` is the most memory that the node had before
    the first attack, and `peak_mib` at the end; they are 0 in results that lack them.
    """

    machine: dict[str, str]
    day: str
    interference: float
    rounds: int
    seconds: float
    rows: list[AttackRow]
    durability: str = ""
    calm_mib: float = 0
    peak_mib: float = 0


@dataclass(slots=True)
class Sums:
    """An attack's measurements: sums over the rounds, and the bystanders' p99 of each round."""

    calm_p99_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    calm_cpu_s: float = 0.0
    cpu_s: float = 0.0
    sent: int = 0
    sent_bytes: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """The node that is attacked."""

    url: str
    pid: int
    secret: str


async def measure(
    cores: Cores,
    names: Sequence[str],
    *,
    rounds: int,
    seconds: float,
    echo: Callable[[str], None],
) -> AttackResults:
    """Measure attacks in turn, in several rounds."""
    interference = Interference((cores.server, cores.support))
    sums = {name: Sums() for name in names}
    async with _node(cores) as node:
        durability = await durability_at(node.url)
        token = make_token(node.secret, "bystander")
        item_ids = [f"calm-{number}" for number in range(1, BYSTANDERS + 1)]
        async with bystanders(node.url, token, item_ids) as others:
            await asyncio.sleep(PAUSE_S)
            calm_mib = _peak_mib(node)
            for number in range(rounds):
                for name in names:
                    await _Measurement(node, others, sums[name]).take(name, cores, seconds)
                    row = row_of(name, sums[name], seconds * (number + 1))
                    times = f"{row.calm_p99_ms:.1f} -> {row.p99_ms:.1f} ms"
                    echo(f"{number + 1}/{rounds} {name}: {times}")
            assert not sum(each.refused for each in others), "a bystander's bid was refused"
            peak_mib = _peak_mib(node)
    rows = [row_of(name, each, seconds * rounds) for name, each in sums.items()]
    day = datetime.now(UTC).date().isoformat()
    return AttackResults(
        *(machine(), day, interference.share(), rounds, seconds, rows, durability),
        calm_mib=calm_mib,
        peak_mib=peak_mib,
    )


def _peak_mib(node: Node) -> float:
    if (size := peak_bytes(node.pid)) is None:
        raise LaunchError("the node has ended")
    return size / (1 << 20)


@dataclass(frozen=True, slots=True)
class _Measurement:
    """One measurement of an attack, added to its sums."""

    node: Node
    others: Sequence[Bystander]
    sums: Sums

    async def take(self, name: str, cores: Cores, seconds: float) -> None:
        """Measure the bystanders' times for some seconds, and then as long during the attack."""
        sums = self.sums
        p99_ms, cpu_s = await self._during(asyncio.sleep(seconds))
        sums.calm_p99_ms.append(p99_ms)
        sums.calm_cpu_s += cpu_s
        process = await asyncio.create_subprocess_exec(
            *("taskset", "--cpu-list", str(cores.support), sys.executable),
            *("-m", "loadtest.attacks.attacker", name, "--seconds", str(seconds)),
            *("--url", self.node.url, "--token", make_token(self.node.secret, "mallory")),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None, "the output is a pipe"
        # The attacker says when it begins: its own start must not count as a part of the attack.
        await process.stdout.readline()
        p99_ms, cpu_s = await self._during(process.wait())
        sums.p99_ms.append(p99_ms)
        sums.cpu_s += cpu_s
        report = json.loads(await process.stdout.read())
        sums.sent += report["sent"]
        sums.sent_bytes += report["sent_bytes"]
        await asyncio.sleep(PAUSE_S)
        sums.unanswered += sum(each.waiting for each in self.others)

    async def _during(self, work: Awaitable[object]) -> tuple[float, float]:
        """Return the bystanders' p99 in ms and the node's CPU time in s during some work."""
        counts = [list(each.times.counts) for each in self.others]
        began = self._cpu_s()
        await work
        cpu_s = self._cpu_s() - began
        times = Histogram()
        for each, earlier in zip(self.others, counts, strict=True):
            times = times.together_with(each.times.since(earlier))
        return times.quantile_ms(0.99), cpu_s

    def _cpu_s(self) -> float:
        used = usage(Watched("node", self.node.pid))
        if used is None:
            raise LaunchError("the node has ended")
        return used.cpu_s


def row_of(name: str, sums: Sums, seconds: float) -> AttackRow:
    """Return the row of an attack that was measured for `seconds`."""
    cpu_s = max(0.0, sums.cpu_s - sums.calm_cpu_s)
    return AttackRow(
        name=name,
        inputs_per_s=sums.sent / seconds,
        bytes_per_s=sums.sent_bytes / seconds,
        us_per_input=cpu_s * 1e6 / max(1, sums.sent),
        ns_per_byte=cpu_s * 1e9 / max(1, sums.sent_bytes),
        calm_p99_ms=statistics.median(sums.calm_p99_ms),
        p99_ms=statistics.median(sums.p99_ms),
        unanswered=sums.unanswered,
    )


@asynccontextmanager
async def _node(cores: Cores) -> AsyncIterator[Node]:
    """Run a node with the sales of the bystanders and of the attacker, one item with a long history."""
    secret, url = secrets.token_hex(32), f"http://127.0.0.1:{free_port()}"
    port, command = url.rpartition(":")[2], [sys.executable, "-m", "server"]
    with TemporaryDirectory(prefix="auction-attacks-") as folder:
        log = Path(folder) / "node.log"
        async with (
            prepared_stores(cores) as template,
            # With "always" the disk decides the p99, which is the fourth longest of 400 times.
            empty_stores(template, "everysec", cores) as (stores, _),
            running_server(
                *(command, {**stores, "AUCTION_PORT": port, "AUCTION_SECRET": secret}),
                *(f"{url}/healthz",),
                cpu=cores.server,
                log=log,
            ) as process,
        ):
            await _put_up(url, secret)
            yield Node(url, process.pid, secret)


async def _put_up(url: str, secret: str) -> None:
    house = make_token(secret, "house", "auctioneer")
    await put_up(url, house, BYSTANDERS, "calm")
    await put_up(url, house, 1, "attacked")
    await put_up(url, house, 1, "far", increment=[[0, 10], [10**15 - 1, 10**15]])
    await _long_history(Sender(url, make_token(secret, "ann")))


async def _long_history(sender: Sender) -> None:
    """Place BIDS bids on an item, on sockets that keep to their rate."""
    amounts = iter(range(100, 100 + 10 * BIDS, 10))

    async def bid() -> None:
        async with sender.socket() as writer:
            for amount in amounts:
                bid = {"bid_id": f"b{amount}", "item_id": "attacked-1", "amount": amount}
                event = json.dumps(["bid", {**bid, "raise_own": True}])
                sender.count(writer, frame(b"421" + event.encode()))
                await asyncio.sleep(1 / RATE_PER_S)

    await asyncio.gather(*(bid() for _ in range(PACED)))
