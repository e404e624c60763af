"""HAProxy in front of a bench's nodes, with the rules of the deployment.

The product prints its configuration, which is deploy/haproxy.cfg with other addresses: it listens on
loopback, and its servers are the bench's nodes.
"""

import asyncio
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from loadtest.launch import LaunchError, running_server


def haproxy() -> str:
    """Return the path of HAProxy; raises LaunchError, which names the remedy, if it is not installed."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise LaunchError(
            "HAProxy isn't installed: install it (`apt-get install haproxy`), or leave out the servers "
            "behind it with --without-balancer"
        )
    return found


@asynccontextmanager
async def running_balancer(
    url: str,
    node_urls: Sequence[str],
    *,
    check_ports: Sequence[int] = (),
    cpu: int | None = None,
    log: Path,
) -> AsyncIterator[Process]:
    """Run a balancer at `url` in front of running nodes while the context lasts; raises LaunchError."""
    text = await configuration(url, node_urls, check_ports)
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(text)
        file.flush()
        command = [haproxy(), "-db", "-f", file.name]
        async with running_server(command, {}, f"{url}/healthz", cpu=cpu, log=log) as process:
            yield process


async def configuration(url: str, node_urls: Sequence[str], check_ports: Sequence[int] = ()) -> str:
    """Return the deployed configuration for a balancer at `url`; raises LaunchError.

    A node without a port in `check_ports` is checked at its own address.
    """
    checks = [f",{port}" for port in check_ports] or [""] * len(node_urls)
    nodes = [node + check for node, check in zip(node_urls, checks, strict=True)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cluster.configuration", url, *nodes),
        stdout=PIPE,
        stderr=PIPE,
    )
    text, error = await process.communicate()
    if process.returncode:
        raise LaunchError(error.decode().strip())
    return text.decode()
