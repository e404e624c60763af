"""The place of a bench: its two cores, empty stores for every run, server processes and balancer."""

import asyncio
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from loadtest.bench.balancer import running_balancer
from loadtest.bench.plan import Server
from loadtest.launch import LaunchError, free_port, last_line, running_server

STORES_TIMEOUT_S = 60
DURABILITY_TRIES = 50


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of the measured server, and the core that stores, balancer and swarm share."""

    server: int
    support: int


@dataclass(frozen=True, slots=True)
class Service:
    """A server at `url`, the addresses of its nodes, and the pids of its processes by name."""

    url: str
    node_urls: list[str]
    processes: dict[str, int]
    durability: str = ""
    """How Redis keeps an answered bid, as the product's `/readyz` says; empty for other servers."""


def two_cores() -> Cores:
    """Choose the cores; raises LaunchError if there is only one core or `taskset` is missing."""
    if not hasattr(os, "sched_getaffinity") or shutil.which("taskset") is None:
        raise LaunchError("processes can't be pinned to cores here: `taskset` is needed")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise LaunchError("two cores are needed: one for the server and one for its load")
    return Cores(cores[0], cores[1])


@asynccontextmanager
async def prepared_stores(cores: Cores) -> AsyncIterator[Path]:
    """Make the files of empty stores once; yields their folder, which every run copies."""
    with tempfile.TemporaryDirectory(prefix="auction-bench-") as folder:
        template = Path(folder) / "template"
        template.mkdir()
        async with _stores(template, "everysec", cores):
            pass
        yield template


@asynccontextmanager
async def empty_stores(
    template: Path, durability: str, cores: Cores
) -> AsyncIterator[tuple[dict[str, str], int]]:
    """Run stores on a copy of `template`; yields their addresses as environment variables, and a pid."""
    with tempfile.TemporaryDirectory(prefix="auction-bench-") as folder:
        data_dir = Path(folder) / "data"
        await asyncio.to_thread(shutil.copytree, template, data_dir)
        async with _stores(data_dir, durability, cores) as stores:
            yield stores


@asynccontextmanager
async def serving(
    server: Server, env: Mapping[str, str], cores: Cores, logs: Path
) -> AsyncIterator[Service]:
    """Run a server's processes while the context lasts. Raises LaunchError if one doesn't come up."""
    async with AsyncExitStack() as stack:
        processes, urls = {}, []
        for number in range(1, max(1, server.nodes) + 1):
            name, port = f"node{number}", free_port()
            urls.append(f"http://127.0.0.1:{port}")
            own = {**env, "AUCTION_PORT": str(port), "AUCTION_NODE": name}
            command = [sys.executable, "-m", *server.module]
            process = await stack.enter_async_context(
                running_server(
                    *(command, own, f"{urls[-1]}/healthz"),
                    cpu=cores.server,
                    log=logs / f"{name}.log",
                )
            )
            processes[name] = process.pid
        url = urls[0]
        if server.nodes:
            url = f"http://127.0.0.1:{free_port()}"
            balancer = running_balancer(url, urls, cpu=cores.support, log=logs / "balancer.log")
            processes["balancer"] = (await stack.enter_async_context(balancer)).pid
        durability = await durability_at(urls[0]) if server.is_ours else ""
        yield Service(url, urls, processes, durability)


async def durability_at(url: str) -> str:
    """Ask a node which durability is in force; raises LaunchError if it does not say."""
    async with aiohttp.ClientSession() as http:
        for _ in range(DURABILITY_TRIES):
            async with http.get(f"{url}/readyz") as response:
                said = (await response.json())["durability"]
            if said["appendfsync"] != "unknown":
                return f"{said['appendfsync']}{', replicated' if said['replicated'] else ''}"
            await asyncio.sleep(0.1)
    raise LaunchError("the node does not say how Redis keeps an answered bid")


@asynccontextmanager
async def _stores(
    data_dir: Path, durability: str, cores: Cores
) -> AsyncIterator[tuple[dict[str, str], int]]:
    """Run the product's embedded stores."""
    log = data_dir.with_name("stores.log")
    env = {**os.environ, "AUCTION_DATA_DIR": str(data_dir), "AUCTION_DURABILITY": durability}
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(
                "taskset",
                "--cpu-list",
                str(cores.support),
                sys.executable,
                "-m",
                "server",
                "stores",
            ),
            env=env,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None, "the output is a pipe"
    try:
        async with asyncio.timeout(STORES_TIMEOUT_S):
            lines = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
            ended = not all("=" in line for line in lines)
            if ended:
                await process.wait()
        if ended:
            raise LaunchError(f"the embedded stores have not started: {last_line(log)}")
        yield dict(shlex.split(line)[0].split("=", 1) for line in lines), process.pid
    except TimeoutError:
        raise LaunchError("the embedded stores have not started in time") from None
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
