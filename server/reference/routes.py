"""The routes of the published contract: `/openapi.json`, `/asyncapi.json` and `/docs`, a page of both.

All of them, and the page's script, are rendered and compressed when the node starts. A request costs a
few comparisons.
"""

import gzip
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from server.reference.page import SCRIPT_PATH, render

_STYLE = Path(__file__).with_name("page.css")
_SCRIPT = Path(__file__).with_name("page.js")


@dataclass(frozen=True)
class _Document:
    """A text that does not change while the node runs."""

    text: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def compressed(self) -> bytes:
        """The text as gzip; without a time in it, it is equal on all nodes of one version."""
        return gzip.compress(self.text, mtime=0)

    @cached_property
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
            SCRIPT_PATH: _Document(_SCRIPT.read_bytes(), "text/javascript"),
        }

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get(path, _shows(each)) for path, each in self._documents.items()]


def _shows(document: _Document) -> Handler:
    document.compressed, document.etag  # noqa: B018 - made at the start, not at the first request
    return partial(_show, document)


async def _show(document: _Document, request: web.Request) -> web.Response:
    """Send a document, compressed where the client takes it, unless the client has it already."""
    zipped = _takes_gzip(request)
    etag = f"{document.etag}-gzip" if zipped else document.etag
    if any(each.value in (etag, "*") for each in request.if_none_match or ()):
        response = web.Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        body = document.compressed if zipped else document.text
        response = web.Response(body=body, content_type=document.media_type, charset="utf-8")
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.etag = etag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.headers.update(document.headers)
    return response


def _takes_gzip(request: web.Request) -> bool:
    """Return whether a client takes gzip (RFC 9110, 12.5.3)."""
    for each in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _, weight = each.replace(" ", "").partition(";q=")
        if coding in ("gzip", "*") and weight.strip("0.") == "" and weight:
            return False
        if coding == "gzip":
            return True
    return False


def _json(document: Mapping[str, Any]) -> _Document:
    return _Document(msgspec.json.encode(document), "application/json")


def _page(openapi: Mapping[str, Any], asyncapi: Mapping[str, Any]) -> _Document:
    """Render the page. Its policy allows its own style by hash, and the node's own scripts."""
    style = _STYLE.read_text()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'self'; img-src data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    headers = {"Content-Security-Policy": policy}
    return _Document(render(openapi, asyncapi, style).encode(), "text/html", headers)
