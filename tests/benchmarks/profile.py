"""Profiles a node by layer, under the swarm's closed loop on one hot item.

`make profile` runs this module, which writes the table into docs/performance.md. There are two runs: one
without samples for the cost of a bid, and one with samples for the shares. The process gets a signal
after every SAMPLE_EVERY_S of CPU time, used in Python, in C or in the kernel. The sample counts for the
layer of the innermost Python frame that belongs to one.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

import uvloop

from server.node.app import running_node
from server.settings import Settings
from tests.nodes import ROOT, free_port

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- Written by make profile. -->", "<!-- End of the profile. -->"
SECONDS, WARM_UP_S, SAMPLED_S = 14, 3.0, 10.0
SAMPLE_EVERY_S = 0.004
LAYERS = {
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


class Sampler:
    """A counter of layers, driven by the CPU time of this process."""

    def __init__(self) -> None:
        self.samples: Counter[str] = Counter()

    def start(self) -> None:
        """Start sampling; call it in the main thread."""
        signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, SAMPLE_EVERY_S, SAMPLE_EVERY_S)

    def stop(self) -> None:
        """Stop sampling."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _take(self, _: int, frame: FrameType | None) -> None:
        self.samples[layer_of(frame)] += 1


def layer_of(frame: FrameType | None) -> str:
    """Return the layer of the innermost frame that belongs to one."""
    while frame is not None:
        path = frame.f_code.co_filename
        for part, layer in LAYERS.items():
            if part in path:
                return layer
        frame = frame.f_back
    return OTHER


async def _run(sampler: Sampler | None) -> float:
    """Return the CPU us per accepted bid."""
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
                *("--secret", secret, "--items", "1", "--bidders", "50", "--sockets", "50"),
                *("--seconds", str(SECONDS), "--pid", f"server={os.getpid()}"),
                *("--json", str(report)),
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
            )
            if sampler is not None:
                await asyncio.sleep(WARM_UP_S)
                sampler.start()
                await asyncio.sleep(SAMPLED_S)
                sampler.stop()
            await swarm.wait()
        found = json.loads(report.read_text())
    us_per_bid: float = found["processes"]["server"]["us_per_accepted"]
    return us_per_bid


def table(us_per_bid: float, samples: Counter[str]) -> str:
    """Return the table in Markdown."""
    rows = [
        f"| {layer} | {count / samples.total():.0%} | {count / samples.total() * us_per_bid:.0f} |"
        for layer, count in samples.most_common()
    ]
    total = f"| **a bid on a hot item, all included** | 100% | {us_per_bid:.0f} |"
    return "\n".join(["| layer | share | us |", "| --- | ---: | ---: |", *rows, total])


async def _main() -> None:
    us_per_bid = await _run(None)
    sampler = Sampler()
    await _run(sampler)
    text = table(us_per_bid, sampler.samples)
    print(text)
    page = PAGE.read_text()
    head, _, tail = page.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail.partition(END)[2]}")


def main() -> None:
    """Profile on uvloop, as a node runs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main())


if __name__ == "__main__":
    main()
