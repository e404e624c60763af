"""Files that no house would send: each is answered shortly, and nobody else waits for it."""

import asyncio
import time
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest

from tests.hostile.test_http import quiet
from tests.nodes import LiveNode
from tests.raw_socket import raw_connection

CSV, JSON = "text/csv", "application/json"
MOST = 5 * 1024 * 1024
HEAD = b"lot,title,start_price,metadata,description\n"
FILES: list[tuple[str, bytes]] = [
    (CSV, b""),
    (CSV, b"\x00" * 100_000),
    (CSV, b"," * MOST),
    (CSV, b"\n" * MOST),
    (CSV, b'"' * MOST),
    (CSV, HEAD + b'1,"' + b"x" * (MOST - 100)),
    (CSV, HEAD + b'1,"a\n","b\n"' * 400_000),
    (CSV, HEAD + b"1,\xff,1\n"),
    (CSV, HEAD + "1,\ufeff\u202e\u0000,1,,\ud7ff\n".encode() * 10_000),
    (CSV, HEAD + b"1,x,1," + b"[" * 100_000 + b",\n"),
    (CSV, HEAD + b"1,x," + b"9" * 100_000 + b",,\n"),
    (CSV, HEAD + b'1,x,1,"{""a"": 1e999, ""b"": NaN, ""c"": ' + b"9" * 400 + b'}",\n'),
    (CSV, HEAD + b"1,x,1e9,,\n2,x,NaN,,\n3,x,-0,,\n4,x,0x10,,\n5,x,1_0,,\n"),
    (CSV, b"opens_at,title,lot,start_price\n" + b"9999-12-31T23:59:59-23:59,x,1,1\n" * 2),
    (JSON, b""),
    (JSON, b'{"items": ' + b"[" * (MOST - 100)),
    (JSON, b'{"items": [' + b"1," * 2_500_000 + b"1]}"),
    (JSON, b'{"items": [' + b"{}," * 1_700_000 + b"{}]}"),
    (JSON, b'{"items": [{"title": "' + b"\\ud800" * 10_000 + b'"}]}'),
    (JSON, b'{"items": [{"a": 1, "a": ' + b'{"a":' * 20_000 + b"}]}"),
]


async def send(node: LiveNode, content_type: str, body: bytes) -> tuple[int, Any, int]:
    """Import a file as a rehearsal; return the status, the answer and its size."""
    headers = {"Authorization": f"Bearer {node.auctioneer}", "Content-Type": content_type}
    url = f"{node.url}/auctions/sale/import?dry_run=true"
    async with node.http.post(url, data=BytesIO(body), headers=headers) as response:
        return response.status, await response.json(), len(await response.read())


async def test_every_file_gets_a_short_answer_that_names_its_faults(
    node: LiveNode, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await node.put_up()
    async with quiet(node, caplog):
        for content_type, body in FILES:
            status, answer, size = await send(node, content_type, body)
            assert (status, answer.get("created")) == (HTTPStatus.OK, 0), body[:60]
            assert answer["fault_count"] > 0, body[:60]
            assert size < 30_000
        head = f"POST /auctions/sale/import HTTP/1.1\r\nHost: x\r\nContent-Type: {CSV}\r\n"
        token = f"Authorization: Bearer {node.auctioneer}\r\nContent-Length: 99999\r\n\r\nlot"
        async with raw_connection(node.url) as raw:
            raw.send_bytes((head + token).encode())
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)
        assert (await send(node, CSV, HEAD))[0] == HTTPStatus.OK, "the one that left is forgotten"
    assert "request_failed" not in str(capsys.readouterr())


async def test_a_large_file_never_holds_the_loop_for_long(node: LiveNode) -> None:
    """CPU of the node's loop, which this test shares, in ratios within one run (0066)."""
    await node.put_up()
    rows = (f"{number},Lamp,10,,{'A fine lamp. ' * 20}\n" for number in range(1, 5_001))
    body = HEAD + "".join(rows).encode()
    for _ in range(3):
        turns: list[float] = []
        measuring = asyncio.create_task(measure(turns))
        answer = (await send(node, CSV, body))[1]
        measuring.cancel()
        assert answer["created"] == 5_000
        if max(turns) < 0.1 * sum(turns):
            return
    pytest.fail("one turn of the loop takes a tenth of a whole import")


async def measure(turns: list[float]) -> None:
    """Note the CPU time of every turn of the loop."""
    last = time.thread_time()
    while True:
        await asyncio.sleep(0)
        now = time.thread_time()
        turns.append(now - last)
        last = now
