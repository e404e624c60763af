"""The web client at `/`: the files that `clients/web` builds, some of them compressed by the build.

A response is never compressed while it is sent. aiohttp sends `NAME.br` or `NAME.gz` in the place of a
file where the client takes it.
"""

from pathlib import Path

from aiohttp import web

from server.domain.rejection import Code
from server.wire.errors import Refused

# Pictures of items may be anywhere; all else is the node's own, and nothing is written into the page.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: http: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name of an asset is made of its content, so that it never changes."""
_COMPRESSED = (".br", ".gz")
_PACKAGED = Path(__file__).parent / "dist"
"""The web client of an installed distribution; a checkout has none here."""


class Page:
    """The built web client in `folder`, or else in the distribution.

    Without either, `/` explains how to build it.
    """

    def __init__(self, folder: Path, packaged: Path = _PACKAGED) -> None:
        if not folder.is_dir():
            folder = packaged
        self._index = folder / "index.html"
        self._assets = {
            path.name: path
            for path in (folder / "assets").glob("*")
            if path.suffix not in _COMPRESSED
        }

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/", self.index), web.get("/assets/{name}", self.asset)]

    async def index(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        """Serve the page, which is checked for a newer one each time."""
        if not self._index.is_file():
            raise Refused(
                Code.NOT_FOUND,
                "the web client isn't built: run `make setup`, also before `pip install .`",
            )
        return web.FileResponse(self._index, headers=_PAGE_HEADERS)

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Serve a script, a style or a picture of the page."""
        path = self._assets.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_ASSET_HEADERS)
