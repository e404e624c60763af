"""What the reference's routes answer; the live node's test holds the caching."""

from base64 import b64encode
from hashlib import sha256

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
    assert f"style-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")


async def test_no_two_documents_have_one_name() -> None:
    app = web_app(Reference(openapi(), asyncapi()).routes())
    async with TestClient(TestServer(app)) as client:
        etags = {
            (await client.head(path)).headers["ETag"]
            for path in ("/openapi.json", "/asyncapi.json", "/docs")
        }
    assert len(etags) == 3
