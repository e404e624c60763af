"""The web client is served with the headers that keep it safe."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from server.web.app import web_app
from server.web.page import Page
from server.wire.errors import Refused
from tests.unit.web.requests import request


@pytest.mark.parametrize(("path", "text"), [("/", "a sale"), ("/console", "the console")])
async def test_a_built_page_is_served_uncached_and_may_not_be_framed(
    tmp_path: Path, path: str, text: str
) -> None:
    (tmp_path / "index.html").write_text("a sale")
    (tmp_path / "console.html").write_text("the console")
    app = web_app(Page(tmp_path).routes())
    async with TestClient(TestServer(app)) as client:
        response = await client.get(path)
        assert await response.text() == text
    assert response.headers["Cache-Control"] == "no-cache"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="make setup"):
        await Page(tmp_path).index(request())
    with pytest.raises(Refused, match="make setup"):
        await Page(tmp_path).console(request())


async def test_an_installed_node_serves_the_page_of_its_distribution(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Sale</p>")
    response = await Page(Path("no/such/folder"), packaged=tmp_path).index(request())
    assert isinstance(response, web.FileResponse)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A page with one script and its compressed forms."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "secret.txt").write_text("not an asset")
    (assets / "index-abc.js").write_text("plain")
    (assets / "index-abc.js.br").write_bytes(b"brotli")
    (assets / "index-abc.js.gz").write_bytes(b"gzip")
    return tmp_path


@pytest.mark.parametrize(
    ("accepts", "encoding", "body"),
    [
        ("br, gzip", "br", b"brotli"),
        ("gzip, deflate", "gzip", b"gzip"),
        ("identity", None, b"plain"),
        ("", None, b"plain"),
    ],
)
async def test_an_asset_is_sent_as_the_build_compressed_it_and_never_changes(
    built: Path, accepts: str, encoding: str | None, body: bytes
) -> None:
    app = web_app(Page(built).routes())
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        headers = {"Accept-Encoding": accepts}
        response = await client.get("/assets/index-abc.js", headers=headers)
        assert response.status == 200
        assert await response.read() == body
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content_type in ("text/javascript", "application/javascript")


@pytest.mark.parametrize(
    "name",
    ["", "nothing.js", "index-abc.js.br", "..%2fsecret.txt", "%00", "%FF", "a" * 3_000, "."],
)
async def test_only_assets_are_served(built: Path, name: str) -> None:
    app = web_app(Page(built).routes())
    async with TestClient(TestServer(app)) as client:
        response = await client.get(URL(f"/assets/{name}", encoded=True))
        assert response.status == 404
