"""The routes of the published contract: `/openapi.json`, `/asyncapi.json` and `/docs`, a page of both.

All three are rendered when the node starts. A request costs a comparison of its `If-None-Match`.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from server.reference.page import render

_STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True)
class _Document:
    """A text that does not change while the node runs."""

    text: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """The entity tag, which is equal on all nodes of one version."""
        return sha256(self.text).hexdigest()[:32]


class Reference:
    """The published contract: both documents, and the page made of them."""

    def __init__(self, openapi: Mapping[str, Any], asyncapi: Mapping[str, Any]) -> None:
        self._documents = {
            "/openapi.json": _json(openapi),
            "/asyncapi.json": _json(asyncapi),
            "/docs": _page(openapi, asyncapi),
        }

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get(path, _shows(each)) for path, each in self._documents.items()]


def _shows(document: _Document) -> Handler:
    return partial(_show, document, document.etag)


async def _show(document: _Document, etag: str, request: web.Request) -> web.Response:
    """Send a document, unless the client has it already."""
    known = any(each.value in (etag, "*") for each in request.if_none_match or ())
    response = (
        web.Response(status=HTTPStatus.NOT_MODIFIED)
        if known
        else web.Response(body=document.text, content_type=document.media_type, charset="utf-8")
    )
    response.etag = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.update(document.headers)
    return response


def _json(document: Mapping[str, Any]) -> _Document:
    return _Document(msgspec.json.encode(document), "application/json")


def _page(openapi: Mapping[str, Any], asyncapi: Mapping[str, Any]) -> _Document:
    """Render the page. It loads nothing, and its policy allows its own style by hash."""
    style = _STYLE.read_text()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return _Document(render(openapi, asyncapi, style).encode(), "text/html", headers)
