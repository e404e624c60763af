"""`make test-clients`: the official clients of many versions, without cookies, through the balancer.

Installs the JavaScript clients by their names into a temporary folder, and prints a table. Exit status 1 if
a client of Socket.IO 3 or later lacks an answer, or if an earlier one is not refused in words.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import asyncpg
import socketio

from persistence.migrate import migrate
from server.embedded import embedded_postgres, embedded_valkey
from tests.cluster.balanced import balanced
from tests.integration.clients.javascript import run_client
from tests.nodes import LiveNode, StoreUrls
from tests.timeouts import WAIT_MAX_S

VERSIONS = ("3.0", "3.1", "4.0", "4.1", "4.4", "4.5", "4.6", "4.7", "4.8")
EARLIER = ("2.5",)
TRANSPORTS = ("polling", "polling,websocket", "websocket")
EVENTS = 20


class Clients:
    """Runs clients on items of their own, through the balancer."""

    def __init__(self, node: LiveNode, folder: Path) -> None:
        self._node = node
        self._folder = folder
        self._items = (f"item-{number}" for number in count(1))

    def package(self, wanted: str) -> Path:
        """Return the folder of a JavaScript client."""
        return self._folder / "node_modules" / _alias(wanted)

    async def javascript(self, wanted: str, transports: str) -> str:
        """Run a JavaScript client; return `ok`, or the reason why not."""
        item_id = next(self._items)
        await self._node.put_up(item_id)
        try:
            seen = await run_client(self._node, transports, item_id, str(self.package(wanted)))
        except AssertionError as error:
            return f"failed: {_last_line(error)}"
        first, _, last = transports.partition(",")
        complete = (
            seen["transports"] == [first, last or first]
            and seen["watched"]["ok"]
            and seen["accepted"]["ok"]
            and seen["newBid"]["bids"][0]["bid_id"] == "js-1"
            and seen["refused"]["error"]["code"] == "already_leading"
            and sum(answer["ok"] for answer in seen["times"]) == EVENTS
        )
        return "ok" if complete else f"incomplete: {seen}"

    async def python(self, transports: str) -> str:
        """Run python-socketio's own client; return `ok`, or the reason why not."""
        item_id = next(self._items)
        await self._node.put_up(item_id)
        auth = {"token": self._node.token("ann")}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
            socketio.AsyncSimpleClient(http_session=http, request_timeout=WAIT_MAX_S) as client,
        ):
            chosen = transports.split(",")
            await client.connect(self._node.url, auth=auth, transports=chosen)
            watched = await client.call("watch", {"item_id": item_id})
            bid = {"bid_id": "py-1", "item_id": item_id, "amount": 150}
            accepted = await client.call("bid", bid)
            times = await asyncio.gather(
                *(client.call("clock", {"sent_at": number}) for number in range(EVENTS))
            )
        answers = [watched, accepted, *times]
        return "ok" if all(answer["ok"] for answer in answers) else f"incomplete: {answers}"

    async def refused(self, wanted: str, transports: str) -> str:
        """Run a client of an earlier protocol; return the words of the refusal that it was sent."""
        item_id = next(self._items)
        await self._node.put_up(item_id)
        try:
            await run_client(self._node, transports, item_id, str(self.package(wanted)))
        except AssertionError:
            first = transports.partition(",")[0]
            url = f"{self._node.url}/socket.io/?EIO=3&transport={first}"
            async with self._node.http.get(url) as response:
                return f"refused: {json.loads(await response.text())['message']}"
        return "failed: it was let in"


def _alias(wanted: str) -> str:
    return f"client-{wanted.replace('.', '-')}"


def _last_line(error: AssertionError) -> str:
    lines = [line for line in str(error).splitlines() if "Error" in line]
    return lines[0] if lines else str(error)[:100]


async def install(folder: Path) -> None:
    """Install the JavaScript clients side by side; raises RuntimeError if npm fails."""
    packages = [f"{_alias(it)}@npm:socket.io-client@{it}" for it in (*EARLIER, *VERSIONS)]
    process = await asyncio.create_subprocess_exec(
        *("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *packages),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise RuntimeError("npm could not install the clients")


@asynccontextmanager
async def _stores(folder: Path) -> AsyncIterator[StoreUrls]:
    async with embedded_valkey(folder) as redis, embedded_postgres(folder) as database:
        connection = await asyncpg.connect(database)
        await migrate(connection)
        await connection.close()
        yield StoreUrls(redis, database)


async def _table() -> dict[str, list[str]]:
    """Return the results by client, one for each of TRANSPORTS."""
    rows: dict[str, list[str]] = {}
    with TemporaryDirectory(prefix="auction-clients-") as name:
        folder = Path(name)
        await install(folder)
        async with _stores(folder) as stores, balanced(stores, folder) as running:
            clients = Clients(running.balancer, folder)
            for wanted in EARLIER:
                installed = _installed(clients.package(wanted))
                rows[installed] = [await clients.refused(wanted, it) for it in TRANSPORTS]
            for wanted in VERSIONS:
                installed = _installed(clients.package(wanted))
                rows[installed] = [await clients.javascript(wanted, it) for it in TRANSPORTS]
            ours = f"python-socketio {version('python-socketio')}"
            rows[ours] = [await clients.python(it) for it in TRANSPORTS]
    return rows


def _installed(package: Path) -> str:
    return f"socket.io-client {json.loads((package / 'package.json').read_text())['version']}"


def _lines(rows: dict[str, list[str]]) -> Iterator[str]:
    yield f"| client | {' | '.join(TRANSPORTS)} |"
    yield f"| --- {'| --- ' * len(TRANSPORTS)}|"
    for client, results in rows.items():
        yield f"| {client} | {' | '.join(results)} |"


def main() -> int:
    """Run all clients; return the exit status."""
    rows = asyncio.run(_table())
    sys.stdout.writelines(f"{line}\n" for line in _lines(rows))
    expected = {"ok"} | {
        result for results in rows.values() for result in results if "Engine.IO 4" in result
    }
    return int(any(set(results) - expected for results in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
