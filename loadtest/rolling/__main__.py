"""`make bench-rolling`: a cluster under load whose nodes are restarted one after the other.

It prints a table and writes it into docs/operations.md. The exit status is 1 if a promise was broken.
"""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from loadtest.launch import LaunchError, free_port
from loadtest.rolling.findings import Findings
from loadtest.rolling.load import Crowd, load

PAGE = Path(__file__).parents[2] / "docs/operations.md"
BEGIN, END = "<!-- written by `make bench-rolling` -->\n", "<!-- up to here -->\n"
STARTED, RESTARTED = "Listening on ", "all nodes were restarted"
DURABILITY = "everysec"
START_TIMEOUT_S, RESTART_TIMEOUT_S, STOP_TIMEOUT_S = 120.0, 300.0, 60.0
CROWD = Crowd()
CALM_S = 8.0
WARM_S = 3.0


def main() -> int:
    """Run the bench; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.rolling", description=__doc__)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--watchers", type=int, default=CROWD.watchers)
    parser.add_argument("--bidders", type=int, default=CROWD.bidders)
    parser.add_argument("--rate", type=float, default=CROWD.rate, help="bids per second")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {PAGE.name}")
    options = parser.parse_args()
    crowd = Crowd(watchers=options.watchers, bidders=options.bidders, rate=options.rate)
    try:
        findings = asyncio.run(_run(options.nodes, crowd))
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 2
    lines = _lines(findings, options.nodes, crowd)
    print(*lines, *findings.broken(), sep="\n")
    if options.publish:
        page = PAGE.read_text()
        before, _, rest = page.partition(BEGIN)
        text = "".join(f"{line}\n" for line in lines)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}")
    return any(findings.broken())


async def _run(nodes: int, crowd: Crowd) -> Findings:
    secret = secrets.token_hex(32)
    async with _cluster(nodes, secret) as (process, url, environment):
        async with load(url, secret, crowd) as made:
            findings = made.findings
            await asyncio.sleep(WARM_S)
            findings.phase = findings.calm
            await asyncio.sleep(CALM_S)
            findings.phase = findings.restart
            began = time.perf_counter()
            restart = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.cluster", "restart"), env=environment
            )
            await restart.wait()
            await _line(process, RESTARTED, RESTART_TIMEOUT_S)
            findings.took_s = time.perf_counter() - began
            findings.phase = None
        return findings


@asynccontextmanager
async def _cluster(nodes: int, secret: str) -> AsyncIterator[tuple[Process, str, dict[str, str]]]:
    """Run a cluster on empty stores; yields its process, its address and its environment."""
    with tempfile.TemporaryDirectory(prefix="auction-rolling-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "AUCTION_DATA_DIR": folder,
            "AUCTION_PORT": str(port),
            "AUCTION_SECRET": secret,
            "AUCTION_DURABILITY": DURABILITY,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server.cluster", "run", "--nodes", str(nodes)),
            env=environment,
            stdout=PIPE,
            stderr=DEVNULL,
        )
        try:
            await _line(process, STARTED, START_TIMEOUT_S)
            yield process, f"http://127.0.0.1:{port}", environment
        finally:
            if process.returncode is None:
                process.terminate()
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await process.wait()


async def _line(process: Process, beginning: str, timeout_s: float) -> None:
    """Wait for a line of the cluster; raises LaunchError."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(timeout_s):
            while line := (await process.stdout.readline()).decode():
                if line.startswith(beginning):
                    return
    except TimeoutError:
        raise LaunchError(
            f"the cluster has not said '{beginning}' within {timeout_s:g} s"
        ) from None
    raise LaunchError("the cluster has ended")


def _lines(findings: Findings, nodes: int, crowd: Crowd) -> list[str]:
    load_1, _, _ = os.getloadavg()
    return [
        (
            f"{nodes} nodes, {crowd.watchers} watchers and {crowd.bidders} bidders on {crowd.items} items, "
            f"{crowd.rate:g} bids/s; all nodes were replaced within {findings.took_s:.0f} s. "
            f"Redis ran with `appendfsync {DURABILITY}`. "
            f"The machine had {os.cpu_count()} cores and a load average of {load_1:.1f}."
        ),
        "",
        *findings.table(),
        "",
        *(f"Above the bounds: {each}." for each in findings.slow()),
    ]


if __name__ == "__main__":
    sys.exit(main())
