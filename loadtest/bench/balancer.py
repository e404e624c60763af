"""HAProxy in front of a bench's nodes, with the rules of the deployment.

The configuration is deploy/haproxy.cfg with other addresses: it listens on loopback, and its servers are
the bench's nodes.
"""

import re
import shutil
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from loadtest.launch import LaunchError, running_server

DEPLOYED = Path(__file__).parents[2] / "deploy/haproxy.cfg"
_RESOLVERS = re.compile(r"^resolvers .*\n(?:[ \t]+.*\n|\n)*", re.MULTILINE)
_BY_NAME = re.compile(r" resolvers \S+| init-addr \S+")
_BIND = re.compile(r"^( +bind ).*", re.MULTILINE)
_CHECK_PORT = re.compile(r"^( +default-server check) port \d+", re.MULTILINE)
_SERVER = re.compile(r"^ +server .*\n?", re.MULTILINE)


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
    text = on_loopback(DEPLOYED.read_text(), url, node_urls, check_ports)
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(text)
        file.flush()
        command = [haproxy(), "-db", "-f", file.name]
        async with running_server(command, {}, f"{url}/healthz", cpu=cpu, log=log) as process:
            yield process


def on_loopback(
    deployed: str, url: str, node_urls: Sequence[str], check_ports: Sequence[int] = ()
) -> str:
    """Return the deployed configuration with other addresses in place of its own.

    A node without a port in `check_ports` is checked at its own address. Raises LaunchError if the file
    doesn't have exactly one `bind` line and at least one `server` line.
    """
    text = _CHECK_PORT.sub(r"\g<1>", _BY_NAME.sub("", _RESOLVERS.sub("", deployed)))
    text, binds = _BIND.subn(rf"\g<1>{urlsplit(url).netloc}", text)
    servers = list(_SERVER.finditer(text))
    if binds != 1 or not servers:
        raise LaunchError(
            f"{DEPLOYED.name} must have one `bind` line and at least one `server` line"
        )
    checks = [f" port {port}" for port in check_ports] or [""] * len(node_urls)
    nodes = "".join(
        f"    server node{number} {urlsplit(node).netloc} cookie node{number}{check}\n"
        for number, (node, check) in enumerate(zip(node_urls, checks, strict=True), start=1)
    )
    return text[: servers[0].start()] + nodes + text[servers[-1].end() :]
