"""Hostile HTTP requests: each is refused with a 4xx or silence, and none leaves a line or slows others."""

import asyncio
import gzip
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest

from tests.nodes import LiveNode
from tests.raw_socket import raw_connection, raw_socket
from tests.timeouts import WAIT_MAX_S

ERROR_BYTES_MAX = 2_048
BOMB = gzip.compress(b"[" * 60_000_000, mtime=0)
"""58 kB that would be 60 MB."""
ROUTES = [
    "/bid",
    "/users",
    "/auctions",
    "/items/lamp/open",
    "/socket.io/?EIO=4&transport=polling&sid=x",
]


def http(method: str, path: str, body: bytes = b"", **headers: bytes) -> bytes:
    """Write a request; header values are bytes of any kind."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close"]
    lines += [name.replace("_", "-").encode() + b": " + it for name, it in headers.items()]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


CORPUS: dict[str, list[bytes]] = {
    "compressed": [
        *(http("POST", path, BOMB[:60_000], Content_Encoding=b"gzip") for path in ROUTES),
        http("GET", "/healthz", BOMB[:100], Content_Encoding=b"gzip"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"gzip"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"br"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"deflate"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"zstd"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"nonsense"),
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    "header bytes": [
        http(method, path, b"{}" if method == "POST" else b"", **{name: b"a\xffb"})
        for name in (
            "Authorization",
            "Origin",
            "Cookie",
            "Expect",
            "If-None-Match",
            "X-Forwarded-For",
            "Accept-Encoding",
            "Content-Type",
            "X-Any",
        )
        for method, path in (("GET", "/docs"), ("POST", "/users"), ("GET", ROUTES[-1]))
    ],
    "no HTTP": [
        b"\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://x:99999/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 500 + b"\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
    "paths": [
        http("GET", path)
        for path in (
            "/items/%FF",
            "/items/%00",
            "/items/" + "a" * 7_000,
            "/items/x/bids?before=%FF",
            "/items/x/bids?" + "&".join(f"k{number}=1" for number in range(700)),
            "/assets/%00",
            "/assets/%FF",
            "/assets/" + "a" * 3_000,
            "/assets/..%2f..%2fpackage.json",
            "/socket.io/?EIO=4&transport=polling&sid=" + "a" * 7_000,
            "/socket.io/?EIO=4&transport=%FF",
        )
    ],
    "expectations": [http("POST", "/users", b"{}", Expect=b"a" * 5_000)],
    "bodies": [
        http("POST", "/users", body)
        for body in (
            b"\xff\xfe",
            b"{",
            b"[" * 60_000,
            b'{"a":' * 12_000,
            b'{"name": "' + b"a" * 60_000 + b'"}',
            b'{"' + b"a" * 60_000 + b'": 1}',
            b'{"' + b"\\\\u0000" * 8_000 + b'": 1}',
            json.dumps({f"unknown {number}": 1 for number in range(3_500)}).encode(),
            json.dumps({"name": {f"unknown {number}": 1 for number in range(3_500)}}).encode(),
            b"x" * 200_000,
        )
    ],
}


@asynccontextmanager
async def quiet(node: LiveNode, caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Require that nothing at all is logged as an error, by the product or by a library."""
    yield
    assert (await node.get("/healthz"))[0] == HTTPStatus.OK
    # The node's own logs leave out python-engineio's, which takes clients' mistakes for errors.
    lines = [each for each in caplog.records if each.name != "engineio"]
    assert [each.getMessage() for each in lines if each.levelname == "ERROR"] == []


async def answer_to(node: LiveNode, data: bytes) -> bytes:
    """Send bytes on a connection of their own; return all that comes back."""
    async with raw_connection(node.url) as raw:
        raw.send_bytes(data)
        async with asyncio.timeout(WAIT_MAX_S):
            try:
                return await raw.reader.read(1_000_000)
            except ConnectionError:
                return b""


@pytest.mark.parametrize("kind", list(CORPUS))
async def test_what_a_client_does_wrong_is_a_4xx_of_at_most_2_kb_and_no_line(
    node: LiveNode,
    kind: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    statuses: Counter[int] = Counter()
    async with quiet(node, caplog):
        for data in CORPUS[kind]:
            answer = await answer_to(node, data)
            assert answer, data[:200]
            status, body = int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2]
            assert 400 <= status < 500, (data[:200], answer[:200])
            assert len(body) <= ERROR_BYTES_MAX, data[:200]
            statuses[status] += 1
    assert statuses.total() == len(CORPUS[kind])
    assert "request_failed" not in str(capsys.readouterr())
    if kind == "compressed":
        assert set(statuses) == {HTTPStatus.UNSUPPORTED_MEDIA_TYPE}


@pytest.mark.parametrize(
    "begun",
    [
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        b"GET /healthz HTTP/1.1\r\nHo",
    ],
)
async def test_a_client_that_leaves_in_the_middle_of_its_request_leaves_no_line(
    node: LiveNode,
    begun: bytes,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with quiet(node, caplog):
        for _ in range(3):
            async with raw_connection(node.url) as raw:
                raw.send_bytes(begun)
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)
    assert "request_failed" not in str(capsys.readouterr())


async def test_a_wide_event_is_refused_with_a_short_answer(node: LiveNode) -> None:
    wide = {f"unknown {number}": number for number in range(2_500)}
    async with raw_socket(node.url) as raw:
        await raw.join()
        raw.send(f"421{json.dumps(['bid', wide])}")
        text = await raw.text()
    assert text.startswith("431[")
    assert len(text) <= ERROR_BYTES_MAX
    assert json.loads(text[3:])[0]["error"]["code"] == "invalid"


async def test_a_wide_or_compressed_body_costs_no_more_than_a_plain_one(node: LiveNode) -> None:
    """CPU of the node's loop, which this test shares, in ratios within one run (0066)."""
    await node.put_up()
    wide = json.dumps({f"unknown {number}": 1 for number in range(3_200)}).encode()
    plain = b'{"name": "' + b"a" * (len(wide) - 12) + b'"}'
    bomb = BOMB[: len(wide)]

    async def cost(data: bytes) -> float:
        began = time.process_time()
        for _ in range(20):
            assert (await answer_to(node, data))[9:10] == b"4"
        return time.process_time() - began

    for _ in range(3):
        calm = await cost(http("POST", "/users", plain))
        if (
            await cost(http("POST", "/users", wide)) < 3 * calm
            and await cost(http("POST", "/users", bomb, Content_Encoding=b"gzip")) < 3 * calm
        ):
            return
    pytest.fail("an attack costs more than three times the same number of plain bytes")
