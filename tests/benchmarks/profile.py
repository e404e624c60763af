"""Profiles a node by layer: its bids in a closed loop on one hot item and on 100, and its connections.

`make profile` runs this module, which writes the tables into docs/performance.md; with `bids`, `spread` or
`connections` as an argument it writes one of them. There are two runs for each: one without samples for
the cost, and one with samples for the shares. The process gets a signal after every SAMPLE_EVERY_S of CPU
time, used in Python, in C or in the kernel. The sample counts for the layer of the innermost Python frame
that belongs to one.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvloop

from server.node.app import running_node
from server.settings import Settings
from tests.nodes import ROOT, free_port

PAGE = ROOT / "docs" / "performance.md"
SAMPLE_EVERY_S = 0.004
BID_LAYERS = {
    "server/sockets": "sockets: frames, acknowledgements, rooms",
    "server/wire": "wire, identity, use cases",
    "server/identity": "wire, identity, use cases",
    "server/use_cases": "wire, identity, use cases",
    "/pydantic": "wire, identity, use cases",
    "server/bidding": "bidding: floor, rounds, stored forms",
    "server/domain": "domain: the rules",
    "/redis/": "Redis' client",
    "server/node/redis/": "Redis' client",
    "persistence/": "archive: queue, writer, PostgreSQL's client",
    "/asyncpg/": "archive: queue, writer, PostgreSQL's client",
    "asyncio/runners": "event loop and kernel: reading and waiting",
    "/asyncio/": "asyncio's Python half",
}
"""The layers, by a part of the path of their modules."""
OTHER = "all other Python"

CONNECTION_LAYERS = {
    "server/sockets/transport/handshake": "accepting, the handshake and its checks",
    "server/sockets/transport/engine": "accepting, the handshake and its checks",
    "server/web": "accepting, the handshake and its checks",
    "server/edge": "accepting, the handshake and its checks",
    "/aiohttp/": "accepting, the handshake and its checks",
    "server/identity": "the token",
    "server/sockets/recovery": "the session for recovery",
    "server/sockets/watches": "reading the item for `watch`",
    "server/use_cases": "reading the item for `watch`",
    "server/bidding": "reading the item for `watch`",
    "server/domain": "reading the item for `watch`",
    "/redis/": "Redis' client",
    "server/node/redis/": "Redis' client",
    "server/sockets": "frames, CONNECT, dispatch, rooms, answers",
    "server/wire": "frames, CONNECT, dispatch, rooms, answers",
    "/pydantic": "frames, CONNECT, dispatch, rooms, answers",
    "asyncio/runners": "event loop and kernel: reading and waiting",
    "/asyncio/": "asyncio's Python half",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its marks on the page, the swarm's arguments, and the time of the samples.

    `cost` is the field of the swarm's report that has the us of CPU.
    """

    subject: str
    begin: str
    end: str
    swarm: Sequence[str]
    warm_up_s: float
    sampled_s: float
    cost: str
    layers: Mapping[str, str]


PROFILES = {
    "bids": Profile(
        "a bid on a hot item",
        "<!-- Written by make profile. -->",
        "<!-- End of the profile. -->",
        ("--items", "1", "--bidders", "50", "--sockets", "50", "--seconds", "14"),
        3.0,
        10.0,
        "us_per_accepted",
        BID_LAYERS,
    ),
    "spread": Profile(
        "a bid on one of 100 items",
        "<!-- Spread bids, written by make profile. -->",
        "<!-- End of the spread bids. -->",
        ("--items", "100", "--bidders", "100", "--sockets", "100", "--seconds", "14"),
        3.0,
        10.0,
        "us_per_accepted",
        BID_LAYERS,
    ),
    "connections": Profile(
        "a connection",
        "<!-- Connections, written by make profile. -->",
        "<!-- End of the connections. -->",
        (
            *(
                "--items",
                "1",
                "--bidders",
                "4000",
                "--sockets",
                "4000",
                "--connect-rate",
                "400",
                "--hot",
            ),
            *("--rate", "1", "--ramp", "1", "--seconds", "1"),
        ),
        2.0,
        7.0,
        "us_per_connection",
        CONNECTION_LAYERS,
    ),
}


class Sampler:
    """A counter of layers, driven by the CPU time of this process."""

    def __init__(self, layers: Mapping[str, str]) -> None:
        self.samples: Counter[str] = Counter()
        self._layers = layers

    def start(self) -> None:
        """Start sampling; call it in the main thread."""
        signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, SAMPLE_EVERY_S, SAMPLE_EVERY_S)

    def stop(self) -> None:
        """Stop sampling."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _take(self, _: int, frame: FrameType | None) -> None:
        self.samples[layer_of(frame, self._layers)] += 1


def layer_of(frame: FrameType | None, layers: Mapping[str, str]) -> str:
    """Return the layer of the innermost frame that belongs to one."""
    while frame is not None:
        path = frame.f_code.co_filename
        for part, layer in layers.items():
            if part in path:
                return layer
        frame = frame.f_back
    return OTHER


async def _run(profile: Profile, sampler: Sampler | None) -> float:
    """Return the CPU us per bid or connection."""
    secret, port = secrets.token_hex(32), free_port()
    with tempfile.TemporaryDirectory(prefix="auction-profile-") as folder:
        settings = Settings(
            data_dir=Path(folder),
            port=port,
            secret=secret,
            durability="everysec",
            rate_limits="off",
        )
        report = Path(folder) / "swarm.json"
        async with running_node(settings):
            swarm = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "loadtest.swarm", "--url", f"http://127.0.0.1:{port}"),
                *("--secret", secret, *profile.swarm),
                *("--pid", f"server={os.getpid()}", "--json", str(report)),
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
            )
            if sampler is not None:
                await asyncio.sleep(profile.warm_up_s)
                sampler.start()
                await asyncio.sleep(profile.sampled_s)
                sampler.stop()
            await swarm.wait()
        found = json.loads(report.read_text())
    us: float = found["processes"]["server"][profile.cost]
    return us


def table(subject: str, us: float, samples: Counter[str]) -> str:
    """Return the table in Markdown."""
    rows = [
        f"| {layer} | {count / samples.total():.0%} | {count / samples.total() * us:.0f} |"
        for layer, count in samples.most_common()
    ]
    total = f"| **{subject}, all included** | 100% | {us:.0f} |"
    return "\n".join(["| layer | share | us |", "| --- | ---: | ---: |", *rows, total])


async def _main(names: Sequence[str]) -> None:
    for name in names or PROFILES:
        profile = PROFILES[name]
        us = await _run(profile, None)
        sampler = Sampler(profile.layers)
        await _run(profile, sampler)
        text = table(profile.subject, us, sampler.samples)
        print(text)
        page = PAGE.read_text()
        head, _, tail = page.partition(profile.begin)
        rest = tail.partition(profile.end)[2]
        PAGE.write_text(f"{head}{profile.begin}\n{text}\n{profile.end}{rest}")


def main() -> None:
    """Profile on uvloop, as a node runs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main(sys.argv[1:]))


if __name__ == "__main__":
    main()
