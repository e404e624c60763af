"""`make bench-overload`: a node at its peak, and at ten times that, with clients that heed `busy` and not.

The crowd bids on ten items. Bystanders bid on an item of their own, 20 times a second, and watch it. They
heed `busy` as the SDKs do. Another process takes half of the node's core, because a swarm that shares its
core with the stores can send ten times as many bids only to half a node.
"""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from loadtest.bench.measure import WITHOUT_RATE_LIMITS
from loadtest.bench.place import Cores, Service, empty_stores, prepared_stores, serving, two_cores
from loadtest.bench.plan import Server
from loadtest.launch import LaunchError
from loadtest.overload.report import Report, Run, broken, table, warnings

PAGE = Path(__file__).parents[2] / "docs/operations.md"
BEGIN, END = "<!-- written by `make bench-overload` -->\n", "<!-- up to here -->\n"
NODE = Server("node", ("server",), durability="everysec")
TIMES = 10
GRACE_S = 90.0
CROWD = ("--sockets", "1200", "--items", "10", "--settle", "5")
FEW, ALL = ("--bidders", "240"), ("--bidders", "1200")
"""So many keep a node busy without a long queue, and so many are a rush. The others watch."""
BYSTANDERS = (
    *("--sockets", "50", "--bidders", "5", "--items", "1"),
    *("--rate", "20", "--heed", "--settle", "5", "--ramp", "5"),
)
"""Their ramp lasts until the crowd has connected and bids, so that only its rush is measured."""
BYSTANDERS_FIRST_S = BYSTANDERS_LESS_S = 1.0


def main() -> int:
    """Run the bench; return the exit status: 1 if a bound is not kept, 2 if it can't run."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.overload", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--publish", action="store_true", help=f"write the table into {PAGE.name}")
    options = parser.parse_args()
    try:
        runs = asyncio.run(_runs(options.seconds))
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 2
    load_1, _, _ = os.getloadavg()
    peak = min(runs[1], runs[-1], key=lambda run: run.cpu_us)
    faults = list(broken(peak, runs[2:4]))
    lines = [
        *table(runs),
        "",
        (
            f"Redis ran with `appendfsync {NODE.durability}`. "
            f"The machine had {os.cpu_count()} cores and a load average of {load_1:.1f}. "
            "The node had half of its core."
        ),
        *(f"A reason to trust the table less: {each}." for each in warnings(runs)),
        *(f"Above the bounds: {each}." for each in faults),
    ]
    print(*lines, sep="\n")
    if options.publish:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        text = "".join(f"{line}\n" for line in lines)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}")
    return bool(faults)


async def _runs(seconds: float) -> list[Run]:
    cores, secret = two_cores(), secrets.token_hex(32)
    async with prepared_stores(cores) as template, _half_taken(cores.server):

        async def run(name: str, rate: float | None, *more: str, crowd: bool = True) -> Run:
            pace = () if rate is None else ("--rate", f"{rate:.0f}")
            bidders = FEW if rate is None else ALL
            load = (*CROWD, *bidders, *pace, *more) if crowd else None
            reports = await _run(template, cores, secret, seconds, load)
            return Run(name, *reports, asked_per_s=rate)

        calm = await run("bystanders alone", None, crowd=False)
        peak = await run("peak, closed loop", None)
        wanted = TIMES * peak.accepted_per_s
        heeded = await run(f"{TIMES} times as much, clients heed `busy`", wanted, "--heed")
        unheeded = await run(f"{TIMES} times as much, clients do not", wanted)
        return [calm, peak, heeded, unheeded, await run("the peak again", None)]


@asynccontextmanager
async def _half_taken(core: int) -> AsyncIterator[None]:
    """Keep a core busy while inside, so that another process has half of it."""
    busy = (sys.executable, "-c", "while True: pass")
    process = await asyncio.create_subprocess_exec("taskset", "--cpu-list", str(core), *busy)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def _run(
    template: Path, cores: Cores, secret: str, seconds: float, crowd: tuple[str, ...] | None
) -> tuple[Report | None, Report | None]:
    """Load a new node on empty stores; return the reports of the crowd and of the bystanders."""
    with tempfile.TemporaryDirectory(prefix="auction-overload-") as name:
        folder = Path(name)
        async with empty_stores(template, NODE.durability, cores) as (stores, _):
            env = {**stores, "AUCTION_SECRET": secret, **WITHOUT_RATE_LIMITS}
            async with serving(NODE, env, cores, folder) as service:
                file, less_s = folder / "bystanders.json", seconds - BYSTANDERS_LESS_S
                beside = asyncio.create_task(_swarm(service, secret, file, less_s, BYSTANDERS))
                await asyncio.sleep(BYSTANDERS_FIRST_S)
                report = None
                if crowd is not None:
                    file = folder / "crowd.json"
                    report = await _swarm(service, secret, file, seconds, crowd)
                return report, await beside


async def _swarm(
    service: Service, secret: str, file: Path, seconds: float, load: tuple[str, ...]
) -> Report:
    """Run a swarm to its end; raises LaunchError if it has no report."""
    watched = [
        word for name, pid in service.processes.items() for word in ("--pid", f"{name}={pid}")
    ]
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(two_cores().support)),
        *(sys.executable, "-m", "loadtest.swarm"),
        *("--url", service.url, "--secret", secret, "--seconds", f"{seconds:g}"),
        *("--json", str(file), *watched, *load),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds + GRACE_S):
            _, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise LaunchError("the swarm has not ended in time") from None
    try:
        text = await asyncio.to_thread(file.read_bytes)
    except OSError:
        raise LaunchError(f"the swarm has no report: {errors.decode()[-300:]}") from None
    report: dict[str, Any] = msgspec.json.decode(text)
    return report


if __name__ == "__main__":
    sys.exit(main())
