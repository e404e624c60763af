"""HTTP requests that end early leave no line, and wide or compressed ones cost what their bytes cost."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest

from tests.hostile.corpus.http_requests import BOMB, http
from tests.hostile.http_senders import answer_to
from tests.nodes import LiveNode
from tests.raw_socket import raw_connection, raw_socket

ERROR_BYTES_MAX = 2_048


@asynccontextmanager
async def quiet(node: LiveNode, caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Require that nothing at all is logged as an error, by the product or by a library."""
    yield
    assert (await node.get("/healthz"))[0] == HTTPStatus.OK
    # The node's own logs leave out python-engineio's, which takes clients' mistakes for errors.
    lines = [each for each in caplog.records if each.name != "engineio"]
    assert [each.getMessage() for each in lines if each.levelname == "ERROR"] == []


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
