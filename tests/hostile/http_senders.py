"""Senders of the corpus over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import aiohttp

from server.wire.errors import ERROR_BYTES_MAX
from tests.hostile.corpus.documents import NO_JSON, OTHER_SHAPES
from tests.hostile.corpus.fields import BODIES, Broken
from tests.hostile.corpus.http_requests import REQUESTS
from tests.hostile.corpus.texts import TEXTS
from tests.hostile.corpus.tokens import TOKENS
from tests.hostile.findings import Findings
from tests.nodes import LiveNode
from tests.raw_socket import raw_connection
from tests.timeouts import WAIT_MAX_S

AT_ONCE = 8

Route = tuple[str, str]
_T = TypeVar("_T")


async def send_over_http(node: LiveNode, found: Findings) -> None:
    """Send all inputs of the HTTP face; `sale` and `hostile` are sales of the auctioneer."""
    async with aiohttp.ClientSession() as http:
        client = HttpClient(node, http, found)
        await _each(client.raw, [(kind, it) for kind, all_ in REQUESTS.items() for it in all_])
        await _each(
            client.document,
            [
                *(("malformed JSON", it) for it in NO_JSON.values()),
                *(("JSON of another shape", it) for it in OTHER_SHAPES.values()),
            ],
        )
        await _each(
            client.field,
            [(route, it) for route, shape in BODIES.items() for it in shape.broken()],
        )
        await _each(client.token, TOKENS)
        await _each(client.text, TEXTS)


class HttpClient:
    """Sends one input at a time, and notes its answer."""

    def __init__(self, node: LiveNode, http: aiohttp.ClientSession, found: Findings) -> None:
        self._node = node
        self._http = http
        self._found = found
        self._auctioneer = node.auctioneer

    async def raw(self, request: tuple[str, bytes]) -> None:
        """Send bytes on a connection of their own."""
        kind, data = request
        answer = await answer_to(self._node, data)
        head, _, body = answer.partition(b"\r\n\r\n")
        status = b"415" if kind == "compressed" else b"4"
        refused = head.startswith((b"HTTP/1.1 " + status, b"HTTP/1.0 " + status))
        right = refused and len(body) <= ERROR_BYTES_MAX
        if b" /socket.io/" not in data[:200]:
            right = right and _code(body) in ("invalid", "not_found")
        self._found.note("HTTP", kind, data, answer, right=right)

    async def document(self, document: tuple[str, bytes]) -> None:
        """Send a body to every route that takes one."""
        kind, body = document
        for route in BODIES:
            await self._refused(kind, route, body, "invalid")

    async def field(self, request: tuple[Route, Broken]) -> None:
        """Send a body with one wrong field."""
        route, body = request
        await self._refused(body.kind, route, body.text.encode(), "invalid")

    async def token(self, token: str) -> None:
        """Send a token with a bid."""
        body = b'{"bid_id":"b1","item_id":"ghost","amount":150}'
        await self._refused("false tokens", ("POST", "/bid"), body, "unauthenticated", token)

    async def text(self, text: str) -> None:
        """Create a sale with an odd title, which must come back unchanged."""
        headers = {"Authorization": f"Bearer {self._auctioneer}"}
        url = f"{self._node.url}/auctions"
        async with self._http.post(url, json={"title": text}, headers=headers) as response:
            created = await response.json()
        path = f"{url}/{created.get('auction_id')}"
        async with self._http.get(path) as response:
            shown = await response.json()
        self._found.note(
            "HTTP", "odd texts that are kept", text, shown, right=shown.get("title") == text
        )

    async def _refused(
        self, kind: str, route: Route, body: bytes, code: str, token: str = ""
    ) -> None:
        method, path = route
        headers = {"Authorization": f"Bearer {token or self._auctioneer}"}
        url = self._node.url + path
        async with self._http.request(method, url, data=body, headers=headers) as response:
            answer = await response.read()
            right = 400 <= response.status < 500 and _code(answer) == code
        right = right and len(answer) <= ERROR_BYTES_MAX
        self._found.note("HTTP", kind, (path, token or body), answer, right=right)


async def answer_to(node: LiveNode, data: bytes) -> bytes:
    """Send bytes on a connection of their own; return all that comes back."""
    async with raw_connection(node.url) as raw:
        raw.send_bytes(data)
        async with asyncio.timeout(WAIT_MAX_S):
            try:
                return await raw.reader.read(1_000_000)
            except ConnectionError:
                return b""


def _code(body: bytes) -> object:
    try:
        return json.loads(body)["code"]
    except (ValueError, TypeError, LookupError):
        return None


async def _each(send: Callable[[_T], Awaitable[None]], inputs: Iterable[_T]) -> None:
    """Send inputs, AT_ONCE at a time."""
    left = iter(inputs)

    async def sender() -> None:
        for each in left:
            await send(each)

    await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
