"""The footprint of a node: the sockets, rooms, sessions, files and RAM that it holds."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from tests.nodes import NodeProcess

GAUGES = ("sockets", "http_connections", "rooms", "commands_waiting")


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a node holds, except for RAM."""

    gauges: dict[str, float]
    files: int
    sessions: int

    def is_within(self, other: "Footprint") -> bool:
        """Return whether a node holds no more of anything."""
        gauges = all(value <= other.gauges[name] for name, value in self.gauges.items())
        return gauges and self.files <= other.files and self.sessions <= other.sessions


async def footprint(running: NodeProcess) -> Footprint:
    """Return what a node holds now."""
    async with running.node.http.get(running.node.url + "/metrics") as response:
        text = await response.text()
    async with Redis.from_url(running.node.stores.redis) as redis:
        sessions = len(await redis.keys("*:watched:*"))
    gauges = {name: _gauge(text, name) for name in GAUGES}
    return Footprint(gauges, open_files(running), sessions)


def open_files(running: NodeProcess) -> int:
    """Return the number of a node's files and of its clients' connections, without those to its stores."""
    pid, port = running.process.pid, int(running.node.url.rpartition(":")[2])
    files: list[str] = []
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # a file that was closed a moment ago
            files.append(str(each.readlink()))
    others = [each for each in files if not each.startswith("socket:")]
    return len(others) + _connections(port)


def _connections(port: int) -> int:
    """Return the number of connections that a process on this machine has accepted on a port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # The columns: local address, state (0A listens), inode (0 once its process has closed it).
    return sum(row[1].endswith(f":{port:04X}") and row[3] != "0A" and row[9] != "0" for row in rows)


def ram_kb(pid: int) -> int:
    """Return the resident set of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


def _gauge(text: str, name: str) -> float:
    found = re.search(rf"^auction_{name} (\S+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])
