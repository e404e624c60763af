"""A polling session that sends any payload, for the hostile tests of the sockets."""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tests.nodes import LiveNode
from tests.timeouts import WAIT_MAX_S


@dataclass(frozen=True, slots=True)
class PollingSession:
    """A session over HTTP requests that has been opened and has not joined the namespace."""

    node: LiveNode
    sid: str

    @property
    def url(self) -> str:
        """The URL of the session's requests."""
        return f"{self.node.url}/socket.io/?EIO=4&transport=polling&sid={self.sid}"

    async def send(self, *packets: str) -> int:
        """Send packets in one request; return the status."""
        async with asyncio.timeout(WAIT_MAX_S):
            async with self.node.http.post(self.url, data="\x1e".join(packets)) as response:
                await response.read()
                return response.status

    async def poll(self) -> tuple[int, list[str]]:
        """Poll once; return the status and the packets."""
        async with asyncio.timeout(WAIT_MAX_S):
            async with self.node.http.get(self.url) as response:
                return response.status, (await response.text()).split("\x1e")

    async def join(self, **auth: str) -> Any:
        """Join the namespace; return the body of the server's reply."""
        assert await self.send("40" + json.dumps(auth)) == HTTPStatus.OK
        status, packets = await self.poll()
        assert (status, packets[0][:3]) == (HTTPStatus.OK, "40{")
        return json.loads(packets[0][2:])


async def polling_session(node: LiveNode) -> PollingSession:
    """Open a session."""
    async with node.http.get(f"{node.url}/socket.io/?EIO=4&transport=polling") as response:
        return PollingSession(node, json.loads((await response.text())[1:])["sid"])
