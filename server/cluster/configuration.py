"""The configuration of HAProxy in deploy/ at other addresses; every other rule is the deployed one.

`python -m server.cluster.configuration BIND_URL NODE_URL[,CHECK_PORT] ...` prints it.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEPLOYED = Path(__file__).parents[2] / "deploy/haproxy.cfg"
_RESOLVERS = re.compile(r"^resolvers .*\n(?:[ \t]+.*\n|\n)*", re.MULTILINE)
_BY_NAME = re.compile(r" resolvers \S+| init-addr \S+")
_BIND = re.compile(r"^( +bind ).*", re.MULTILINE)
_CHECK_PORT = re.compile(r"^( +default-server check) port \d+", re.MULTILINE)
_SERVER = re.compile(r"^ +server .*\n?", re.MULTILINE)
_GLOBAL = re.compile(r"^global\n", re.MULTILINE)


class ConfigurationError(Exception):
    """The deployed configuration doesn't have the expected form; the message is one line."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server line: a node's address, and the port of its checks if it is another one.

    A server that `waits` gets nothing until it is switched on.
    """

    name: str
    address: str
    check_port: int | None = None
    waits: bool = False

    def line(self) -> str:
        """Return the line of the configuration."""
        check = "" if self.check_port is None else f" port {self.check_port}"
        waits = " disabled" if self.waits else ""
        return f"    server {self.name} {self.address} cookie {self.name}{check}{waits}\n"


def configuration(
    deployed: str, bind: str, servers: Sequence[Server], *, commands: Path | None = None
) -> str:
    """Return the deployed configuration with other addresses in place of its own.

    HAProxy takes commands at the unix socket `commands`. Raises ConfigurationError if the file doesn't
    have exactly one `bind` line and at least one `server` line.
    """
    text = _CHECK_PORT.sub(r"\g<1>", _BY_NAME.sub("", _RESOLVERS.sub("", deployed)))
    text, binds = _BIND.subn(rf"\g<1>{bind}", text)
    lines = list(_SERVER.finditer(text))
    if binds != 1 or not lines:
        raise ConfigurationError(
            f"{DEPLOYED.name} must have one `bind` line and at least one `server` line"
        )
    nodes = "".join(server.line() for server in servers)
    text = text[: lines[0].start()] + nodes + text[lines[-1].end() :]
    if commands is not None:
        stats = f"global\n    stats socket {commands} mode 600 level admin\n"
        text = _GLOBAL.sub(lambda _: stats, text, count=1)
    return text


def main(bind_url: str, nodes: Sequence[str]) -> None:
    """Print the configuration for a balancer at `bind_url`; raises ConfigurationError."""
    servers = []
    for number, node in enumerate(nodes, start=1):
        url, _, port = node.partition(",")
        server = Server(f"node{number}", urlsplit(url).netloc, int(port) if port else None)
        servers.append(server)
    sys.stdout.write(configuration(DEPLOYED.read_text(), urlsplit(bind_url).netloc, servers))


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except ConfigurationError as error:
        sys.exit(str(error))
