"""Senders of the corpus over sockets."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from server.wire.errors import ERROR_BYTES_MAX
from tests.hostile.corpus.documents import NO_JSON, OTHER_SHAPES
from tests.hostile.corpus.fields import EVENTS
from tests.hostile.corpus.frames import CASES
from tests.hostile.corpus.packets import AFTER_JOINING, BEFORE_JOINING, CLOSING, PAYLOADS
from tests.hostile.corpus.tokens import TOKENS
from tests.hostile.findings import Findings
from tests.hostile.polling_session import polling_session
from tests.nodes import LiveNode
from tests.raw_socket import RawSocket, client_frame, raw_socket

BATCH = 50
_NOBODY = "unauthenticated"
CLOCK = '429["clock",{"sent_at":1}]'
INVALID_DATA = (1007).to_bytes(2, "big")


async def send_over_sockets(node: LiveNode, found: Findings) -> None:
    """Send all inputs of the socket face; the item `lamp` is open."""
    client = SocketClient(node, found)
    await client.events(_fields(unreadable=False), "invalid")
    await client.events(_shapes(), "invalid")
    await client.events([("false tokens", _authenticate(token)) for token in TOKENS], _NOBODY)
    for kind, event in _fields(unreadable=True):
        await client.unreadable(kind, event.encode())
    for document in NO_JSON.values():
        await client.unreadable("malformed JSON", b'["bid",' + document + b"]")
    for token in TOKENS:
        await client.connect(token)
    for name, (data, expected) in CASES.items():
        await client.frames(name, data, expected)
    for joined, packets in ((False, BEFORE_JOINING), (True, AFTER_JOINING)):
        for packet in packets:
            await client.packet(packet, joined=joined)
    for packet in CLOSING:
        await client.closing(packet)
        await client.polled(packet)
    for payload in PAYLOADS:
        await client.payload(payload)


class SocketClient:
    """Sends inputs on sockets, and notes their answers."""

    def __init__(self, node: LiveNode, found: Findings) -> None:
        self._node = node
        self._found = found
        self._auctioneer = node.auctioneer

    async def events(self, events: Sequence[tuple[str, str]], code: str) -> None:
        """Send events on one socket, BATCH at a time; each is refused with a code."""
        async with raw_socket(self._node.url) as raw:
            await raw.join(self._auctioneer)
            for start in range(0, len(events), BATCH):
                batch = events[start : start + BATCH]
                raw.send(*(f"42{number}{event}" for number, (_, event) in enumerate(batch)))
                for expected, (kind, event) in enumerate(batch):
                    number, body = await raw.ack()
                    right = number == expected and _code(body) == code
                    right = right and len(json.dumps(body)) <= ERROR_BYTES_MAX
                    self._found.note("websocket", kind, event, body, right=right)

    async def unreadable(self, kind: str, event: bytes) -> None:
        """Send an event that is no packet on a socket that watches an item; it is closed with 1007."""
        async with self._watching() as raw:
            raw.send_bytes(client_frame(b"421" + event))
            closed = await _closed(raw)
        self._found.note("websocket", kind, event, closed, right=closed == INVALID_DATA)

    async def connect(self, token: str) -> None:
        """Join with a token; the socket is refused."""
        async with raw_socket(self._node.url) as raw:
            await raw.text()
            raw.send("40" + json.dumps({"token": token}))
            refusal = await raw.text()
        right = refusal.startswith("44{") and '"code":"unauthenticated"' in refusal
        self._found.note("websocket", "false tokens in CONNECT", token, refusal, right=right)

    async def frames(self, name: str, data: bytes, expected: list[tuple[int, bytes]]) -> None:
        """Send frames on a joined socket; the answers are those of the protocol."""
        async with raw_socket(self._node.url) as raw:
            await raw.join()
            raw.send_bytes(data)
            answers = [await raw.frame() for _ in expected]
            right = answers == expected
            if expected[-1][0] == 8:
                right = right and await raw.ended()
            else:
                raw.send(CLOCK)
                right = right and (await raw.ack())[0] == 9
        self._found.note("websocket", "frames of RFC 6455", name, answers, right=right)

    async def packet(self, packet: str, *, joined: bool) -> None:
        """Send a packet that is refused or has no effect; its socket can join and go on."""
        async with raw_socket(self._node.url) as raw:
            if joined:
                await raw.join()
            else:
                assert (await raw.text()).startswith("0{")
            raw.send(packet, *(() if joined else ("40",)), CLOCK)
            answer: Any = None
            while answer is None or not answer.startswith(("439[", "41")):
                answer = await raw.text()
        self._found.note("websocket", "packets", packet, answer, right=answer.startswith("439["))

    async def closing(self, packet: str) -> None:
        """Send a malformed packet on a socket that watches an item; it is closed with 1007."""
        async with self._watching() as raw:
            raw.send(packet)
            closed = await _closed(raw)
        self._found.note(
            "websocket", "malformed packets", packet, closed, right=closed == INVALID_DATA
        )

    async def polled(self, packet: str) -> None:
        """Send a malformed packet by polling; its session is closed."""
        session = await polling_session(self._node)
        await session.join()
        await session.send('421["watch",{"item_id":"lamp"}]')
        await session.send(packet)
        while (answer := await session.poll())[0] == 200:
            pass
        self._found.note("polling", "malformed packets", packet, answer, right=answer[0] == 400)

    async def payload(self, payload: str) -> None:
        """Send a payload in a new session, and close the session; it is answered 200 or 400."""
        session = await polling_session(self._node)
        status = await session.send(payload)
        await session.send("1")
        self._found.note("polling", "payloads", payload, status, right=status in (200, 400))

    def _watching(self) -> "_Watching":
        return _Watching(self._node)


class _Watching:
    """A socket that has joined and watches the lamp."""

    def __init__(self, node: LiveNode) -> None:
        self._opened = raw_socket(node.url)

    async def __aenter__(self) -> RawSocket:
        raw = await self._opened.__aenter__()
        await raw.join()
        assert (await raw.call("watch", {"item_id": "lamp"}, 7))["ok"] is True
        return raw

    async def __aexit__(self, *error: Any) -> None:
        await self._opened.__aexit__(*error)


async def _closed(raw: RawSocket) -> bytes | None:
    """Return the code of the frame that closes a socket; None if it ends without one."""
    try:
        async with asyncio.timeout(10):
            while True:
                opcode, payload = await raw.frame()
                if opcode == 8:
                    return payload
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def _fields(*, unreadable: bool) -> list[tuple[str, str]]:
    return [
        (each.kind, f'["{name}",{each.text}]')
        for name, shape in EVENTS.items()
        for each in shape.broken()
        if each.unreadable == unreadable
    ]


def _shapes() -> list[tuple[str, str]]:
    documents = [document.decode() for document in OTHER_SHAPES.values()]
    events = [f'["{name}",{document}]' for document in documents for name in EVENTS]
    return [("JSON of another shape", event) for event in events]


def _authenticate(token: str) -> str:
    return json.dumps(["authenticate", {"token": token}])


def _code(body: Any) -> object:
    return body.get("error", {}).get("code")
