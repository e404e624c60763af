"""What the reference's routes answer; the live node's test holds the caching."""

import gzip
from base64 import b64encode
from hashlib import sha256

import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.routes import Reference
from server.web.app import web_app


async def test_documents_are_sent_as_they_were_made_and_the_pages_style_is_allowed_by_its_hash() -> (
    None
):
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app)) as client:
        assert await (await client.get("/openapi.json")).json() == openapi()
        assert await (await client.get("/asyncapi.json")).json() == asyncapi()
        page = await client.get("/docs")
        style = (await page.text()).partition("<style>")[2].partition("</style>")[0]
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = page.headers["Content-Security-Policy"]
    assert len(style) > 1000
    assert "script-src 'self';" in policy
    assert f"style-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")


async def test_the_pages_script_is_sent_as_javascript() -> None:
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app)) as client:
        script = await client.get("/docs.js")
        assert script.content_type == "text/javascript"
        assert "addEventListener" in await script.text()


async def test_no_two_documents_have_one_name() -> None:
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app)) as client:
        etags = {
            (await client.head(path)).headers["ETag"]
            for path in ("/openapi.json", "/asyncapi.json", "/docs", "/docs.js")
        }
    assert len(etags) == 4


@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json", "/docs"])
async def test_a_document_is_compressed_for_clients_that_take_it(path: str) -> None:
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        plain = await client.get(path, headers={"Accept-Encoding": "identity"})
        zipped = await client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
        assert plain.headers["ETag"] != zipped.headers["ETag"]
        assert gzip.decompress(await zipped.read()) == await plain.read()
        headers = {"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]}
        assert (await client.get(path, headers=headers)).status == 304


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "identity"])
async def test_nothing_is_compressed_for_other_clients(accepts: str) -> None:
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        response = await client.get("/docs", headers={"Accept-Encoding": accepts})
        assert "Content-Encoding" not in response.headers
