"""The bidders' page at `/` and the console at `/console`, as `clients/web` builds them.

The build has compressed some of the files.
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

    Without either, its pages explain how to build it. The console is public, as the page is. What it shows
    and does is checked at the routes that it uses.
    """

    def __init__(self, folder: Path, packaged: Path = _PACKAGED) -> None:
        if not folder.is_dir():
            folder = packaged
        self._folder = folder
        self._assets = {
            path.name: path
            for path in (folder / "assets").glob("*")
            if path.suffix not in _COMPRESSED
        }

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/", self.index),
            web.get("/console", self.console),
            web.get("/assets/{name}", self.asset),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        """Serve the bidders' page."""
        return self._document("index.html")

    async def console(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        """Serve the console of those who run sales."""
        return self._document("console.html")

    def _document(self, name: str) -> web.FileResponse:
        """Serve a page, which is checked for a newer one each time."""
        path = self._folder / name
        if not path.is_file():
            raise Refused(
                Code.NOT_FOUND,
                "the web client isn't built: run `make setup`, also before `pip install .`",
            )
        return web.FileResponse(path, headers=_PAGE_HEADERS)

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Serve a script, a style or a picture of the page."""
        path = self._assets.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_ASSET_HEADERS)
