"""An identity provider on loopback that publishes keys over real HTTP, and can be made to fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(slots=True)
class Provider:
    """A provider that answers `document` with `status`, and counts the requests in `asked`."""

    document: str
    status: HTTPStatus = HTTPStatus.OK
    url: str = ""
    asked: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        self.asked += 1
        return web.Response(text=self.document, status=self.status)


@asynccontextmanager
async def provider_of(document: str) -> AsyncIterator[Provider]:
    """Run a provider that publishes `document` while inside."""
    provider = Provider(document)
    app = web.Application()
    app.router.add_get("/keys", provider.answer)
    async with TestServer(app) as server:
        provider.url = str(server.make_url("/keys"))
        yield provider
