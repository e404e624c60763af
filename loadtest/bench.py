"""`make bench`: the product and the baselines side by side in one run, pinned, in several rounds.

Servers take turns on the same stores, which share the first core with them; the swarm has the second.
Every figure is the median of the rounds. Writes loadtest/results/: all figures as JSON, a table, charts.
The exit status is 0, 1 when a run of the product went wrong, 2 when the bench could not run.
"""

import argparse
import asyncio
import os
import secrets
import shlex
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from loadtest.charts import draw
from loadtest.results import Run, machine, summary, table
from loadtest.sale import SaleError, running_server

RESULTS = Path(__file__).with_name("results")
SERVER_CPU, SWARM_CPU = 0, 1
GRACE_S = 120
"""How much longer than its measuring time one run of the swarm may take before it is ended."""


@dataclass(frozen=True, slots=True)
class Server:
    """What is measured: its name in the results, how it is started, and on stores of which durability."""

    name: str
    module: Sequence[str]
    durability: str = "always"


@dataclass(frozen=True, slots=True)
class Load:
    """What it is measured with."""

    name: str
    swarm: Sequence[str]


SERVERS = [
    Server("auction", ("server",)),
    Server("auction, everysec", ("server",), durability="everysec"),
    *(
        Server(name, ("loadtest.baselines", name))
        for name in ("none", "redislock", "setnx", "rowlock", "watch", "lua", "node")
    ),
]
LOADS = [
    Load("1 item", ("--items", "1", "--bidders", "50", "--sockets", "50")),
    Load("10 items", ("--items", "10", "--bidders", "50", "--sockets", "50")),
    Load("100 items", ("--items", "100", "--bidders", "100", "--sockets", "100")),
    Load("1000 items", ("--items", "1000", "--bidders", "1000", "--sockets", "1000")),
    Load(
        "room of 1000",
        ("--items", "1", "--bidders", "10", "--sockets", "1010", "--hot", "--rate", "20"),
    ),
]


def main() -> int:
    """Run the bench; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="measuring time of each run")
    parser.add_argument("--servers", nargs="*", choices=[s.name for s in SERVERS], metavar="NAME")
    parser.add_argument("--loads", nargs="*", choices=[load.name for load in LOADS], metavar="LOAD")
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    try:
        runs = asyncio.run(_bench(arguments))
    except SaleError as error:
        print(f"can't run: {error}", file=sys.stderr)
        return 2
    _write(arguments.results, arguments.rounds, runs)
    return 1 if any(run.wrong for run in runs if run.server.startswith("auction")) else 0


async def _bench(arguments: argparse.Namespace) -> list[Run]:
    servers = [s for s in SERVERS if not arguments.servers or s.name in arguments.servers]
    loads = [load for load in LOADS if not arguments.loads or load.name in arguments.loads]
    secret = secrets.token_hex(32)
    runs: list[Run] = []
    async with _stores("always") as always, _stores("everysec") as everysec:
        stores = {"always": always, "everysec": everysec}
        for number in range(arguments.rounds):
            for server in servers:
                env = {**stores[server.durability], "AUCTION_SECRET": secret}
                env["AUCTION_RATE_LIMITS"] = "off"
                for load in loads:
                    run = await _measure(server, load, env, arguments.seconds, secret)
                    runs.append(run)
                    print(f"round {number + 1}: {run.line()}", flush=True)
    return runs


async def _measure(
    server: Server, load: Load, env: dict[str, str], seconds: float, secret: str
) -> Run:
    """Start a server, load it, stop it; a server that fails is a result too."""
    port = _free_port()
    command = [sys.executable, "-m", *server.module]
    url = f"http://127.0.0.1:{port}"
    env = {**env, "AUCTION_PORT": str(port), "AUCTION_NODE": "bench"}
    async with running_server(command, env, f"{url}/healthz", cpu=SERVER_CPU) as process:
        with tempfile.NamedTemporaryFile(suffix=".json") as found:
            status = await _swarm(
                *("--url", url, "--secret", secret, "--seconds", str(seconds)),
                *("--pid", f"server={process.pid}", "--json", found.name, *load.swarm),
                timeout_s=seconds + GRACE_S,
            )
            text = await asyncio.to_thread(Path(found.name).read_bytes)
    figures: dict[str, Any] = msgspec.json.decode(text) if text else {}
    wrong = figures.get("wrong", [f"the swarm ended with status {status}"])
    return Run(server.name, load.name, figures, wrong)


async def _swarm(*arguments: str, timeout_s: float) -> int:
    process = await asyncio.create_subprocess_exec(
        *("taskset", "--cpu-list", str(SWARM_CPU), sys.executable, "-m", "loadtest.swarm"),
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        return await asyncio.wait_for(process.wait(), timeout_s)
    except TimeoutError:
        process.kill()
        return await process.wait()


@asynccontextmanager
async def _stores(durability: str) -> AsyncIterator[dict[str, str]]:
    """Run the product's embedded stores; yields their addresses as environment variables."""
    with tempfile.TemporaryDirectory(prefix="auction-bench-") as data_dir:
        env = {**os.environ, "AUCTION_DATA_DIR": data_dir, "AUCTION_DURABILITY": durability}
        process = await asyncio.create_subprocess_exec(
            *("taskset", "--cpu-list", str(SERVER_CPU), sys.executable, "-m", "server", "stores"),
            env=env,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None, "it is a pipe"
        try:
            lines = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
            if not all("=" in line for line in lines):
                raise SaleError("the embedded stores have not started")
            yield dict(shlex.split(line)[0].split("=", 1) for line in lines)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _write(folder: Path, rounds: int, runs: list[Run]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    medians = summary(runs)
    everything = {"machine": machine(), "rounds": rounds, "medians": medians, "runs": runs}
    (folder / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(everything)))
    (folder / "bench.md").write_text(table(machine(), rounds, medians))
    draw(folder, medians)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
