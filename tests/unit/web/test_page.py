"""The web client is served with the headers that keep it safe."""

from pathlib import Path

import pytest
from aiohttp import web

from server.web.page import Page
from server.wire.errors import Refused
from tests.unit.web.requests import request


async def test_a_built_page_is_served_uncached_and_may_not_be_framed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Sale</p>")
    response = await Page(tmp_path).index(request())
    assert isinstance(response, web.FileResponse)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


async def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="make setup"):
        await Page(tmp_path).index(request())


def test_assets_have_a_route_once_they_are_built(tmp_path: Path) -> None:
    assert len(Page(tmp_path).routes()) == 1
    (tmp_path / "assets").mkdir()
    assert len(Page(tmp_path).routes()) == 2
