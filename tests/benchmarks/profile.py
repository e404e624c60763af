"""Where a bid's microseconds go: a node under the swarm's closed loop on one hot item, profiled by layer.

Run by `make profile`, which writes the table into docs/performance.md. Two runs: one without a profiler
for what a bid costs, one with for the shares. A profiler makes Python look dearer than C and the
kernel, so the shares are a guide to where to look, not measurements of a layer.
"""

import asyncio
import cProfile
import json
import os
import pstats
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvloop

from server.app import running_node
from server.settings import Settings
from tests.nodes import ROOT, free_port

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- Written by make profile. -->", "<!-- End of the profile. -->"
SECONDS, WARM_UP_S, PROFILED_S = 6, 3.0, 3.0
LAYERS = {
    "server/sockets": "sockets: frames, acknowledgements, rooms",
    "server/contract": "contract: parsing, who it is, the answer's body",
    "/pydantic": "contract: parsing, who it is, the answer's body",
    "server/bidding": "bidding: floor, rounds, stored forms",
    "server/domain": "domain: the rules",
    "/redis/": "Redis' client",
    "server/redis_client": "Redis' client",
    "persistence/": "archive: queue, writer, PostgreSQL's client",
    "/asyncpg/": "archive: queue, writer, PostgreSQL's client",
    "/asyncio/": "asyncio's Python half",
}
"""Layers by what the path of a module contains."""
REST = "event loop and kernel: reading, writing, waiting"

Function = tuple[str, int, str]
Seconds = dict[str, float]


def layer_of(path: str) -> str | None:
    """Return the layer of a module, None for one that belongs to its callers."""
    if path.startswith(("~", "<")):
        return None
    return next((layer for part, layer in LAYERS.items() if part in path), "the rest of Python")


def by_layer(stats: Mapping[Function, Any]) -> Seconds:
    """Add up own time by layer, in seconds; what is built in counts for whoever called it."""
    seconds: Seconds = defaultdict(float)
    for (path, _, _), (_, _, own, _, callers) in stats.items():
        layer = layer_of(path)
        if layer is not None:
            seconds[layer] += own
            continue
        for (caller, _, _), figures in callers.items():
            seconds[layer_of(caller) or REST] += figures[2]
    return seconds


async def _run(*, profiled: bool) -> tuple[float, Seconds, float]:
    """Return CPU us per accepted bid, seconds by layer, and the CPU seconds that these are of."""
    secret, port = secrets.token_hex(32), free_port()
    with tempfile.TemporaryDirectory(prefix="auction-profile-") as folder:
        settings = Settings(
            data_dir=Path(folder),
            port=port,
            secret=secret,
            durability="everysec",
            rate_limits="off",
        )
        figures = Path(folder) / "swarm.json"
        async with running_node(settings):
            swarm = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "loadtest.swarm", "--url", f"http://127.0.0.1:{port}"),
                *("--secret", secret, "--items", "1", "--bidders", "50", "--sockets", "50"),
                *("--seconds", str(SECONDS), "--pid", f"server={os.getpid()}"),
                *("--json", str(figures)),
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
            )
            await asyncio.sleep(WARM_UP_S)
            profiler, cpu = cProfile.Profile(), time.process_time()
            if profiled:
                profiler.enable()
            await asyncio.sleep(PROFILED_S)
            profiler.disable()
            cpu = time.process_time() - cpu
            await swarm.wait()
        found = json.loads(figures.read_text())
        stats: Any = pstats.Stats(profiler).stats if profiled else {}  # type: ignore[attr-defined]
    return found["processes"]["server"]["us_per_accepted"], by_layer(stats), cpu


def table(us_per_bid: float, seconds: Seconds, cpu: float) -> str:
    """Return the table in Markdown."""
    rest = cpu - sum(seconds.values())
    all_layers = {**seconds, REST: seconds.get(REST, 0.0) + rest}
    rows = [
        f"| {layer} | {own / cpu:.0%} | {own / cpu * us_per_bid:.0f} |"
        for layer, own in sorted(all_layers.items(), key=lambda pair: -pair[1])
    ]
    total = f"| **a bid on a hot item, all included** | 100% | {us_per_bid:.0f} |"
    return "\n".join(["| layer | share | us |", "| --- | ---: | ---: |", *rows, total])


async def _main() -> None:
    us_per_bid, _, _ = await _run(profiled=False)
    _, seconds, cpu = await _run(profiled=True)
    text = table(us_per_bid, seconds, cpu)
    print(text)
    page = PAGE.read_text()
    head, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


def main() -> None:
    """Profile on uvloop, as a node runs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main())


if __name__ == "__main__":
    main()
