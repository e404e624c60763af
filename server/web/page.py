"""The web client at `/`: the files that `clients/web` builds, served with security headers."""

from pathlib import Path

from aiohttp import web

from server.domain.rejection import Code
from server.wire.errors import Refused

_POLICY = (
    "default-src 'self'; img-src 'self' https: http: data:; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Page:
    """The built web client in `folder`; if it is missing, `/` explains how to build it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.html"

    def routes(self) -> list[web.AbstractRouteDef]:
        """List the routes."""
        routes: list[web.AbstractRouteDef] = [web.get("/", self.index)]
        if (self._folder / "assets").is_dir():
            routes.append(web.static("/assets", self._folder / "assets"))
        return routes

    async def index(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        """Serve the page without caching; the assets that it loads have names made of their content."""
        if not self._index.is_file():
            raise Refused(Code.NOT_FOUND, "the web client isn't built: run `make setup`")
        return web.FileResponse(self._index, headers={**_HEADERS, "Cache-Control": "no-cache"})
