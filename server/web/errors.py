"""Answers, and every error as a problem document (RFC 9457), aiohttp's own errors included."""

from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from aiohttp import ETag, web
from aiohttp.helpers import ETAG_ANY
from aiohttp.typedefs import Handler

from server.domain.rejection import Code, Rejection
from server.use_cases.item_pieces import ShownPage
from server.wire.errors import Refused, problem

log = structlog.get_logger(__name__)

_TAG_BYTES = 12
_KEPT_HEADERS = ("Allow", "Accept-Encoding")


def respond(body: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Build a JSON response."""
    return json_response(msgspec.json.encode(body), status)


def json_response(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Build a response of JSON that is encoded already."""
    return web.Response(body=body, status=status, content_type="application/json")


def page_response(request: web.Request, page: ShownPage) -> web.Response:
    """Build the response with a page, or 304 where the request names the page that its client has."""
    named = request.if_none_match or ()
    if any(each.value in (page.tag, ETAG_ANY) for each in named):
        response = web.Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = json_response(page.body)
    # 0217: weak, because two pages with the same tag may differ in `server_time`.
    response.etag = ETag(page.tag, is_weak=True)
    return response


def respond_if_changed(request: web.Request, body: Mapping[str, Any]) -> web.Response:
    """Build a JSON response that is not sent again while nothing but its `server_time` differs (0217)."""
    encoded = tagged = msgspec.json.encode(body)
    if "server_time" in body:
        tagged = msgspec.json.encode({**body, "server_time": 0})
    tag = blake2b(tagged, digest_size=_TAG_BYTES).hexdigest()
    return page_response(request, ShownPage(encoded, tag))


def answer(body: object | Rejection, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Build the response to a use case's result: an answer's body, or the floor's rejection."""
    return _refuse(body) if isinstance(body, Rejection) else respond(body, status)


class BodyLateError(TimeoutError):
    """The body of a request did not arrive in time. Raised where it is read."""


async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Call a handler, and turn its exception into a problem document."""
    try:
        return await handler(request)
    except Refused as refused:
        return _refuse(refused.rejection)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return http_problem(error)
    except Exception:
        log.exception("request_failed", method=request.method, path=request.path)
        return _refuse(Rejection(Code.INTERNAL, "the server made a mistake"))


def _refuse(rejection: Rejection) -> web.Response:
    return _problem(problem(rejection))


def http_problem(error: web.HTTPException) -> web.Response:
    """Render an error of HTTP with its own status (404, 405, 413, ...) in the contract's form."""
    code = Code.NOT_FOUND if error.status == HTTPStatus.NOT_FOUND else Code.INVALID
    response = problem_of(HTTPStatus(error.status), code, error.reason)
    for name in _KEPT_HEADERS:
        if name in error.headers:
            response.headers[name] = error.headers[name]
    return response


def problem_of(status: HTTPStatus, code: Code, detail: str) -> web.Response:
    """Build a problem document whose status is not the one of its code."""
    document = problem(Rejection(code, detail))
    return _problem({**document, "status": status.value, "title": status.phrase})


def _problem(document: dict[str, object]) -> web.Response:
    response = web.Response(
        body=msgspec.json.encode(document),
        status=int(str(document["status"])),
        content_type="application/problem+json",
    )
    retry_after_ms = document.get("retry_after_ms")
    if isinstance(retry_after_ms, int):
        response.headers["Retry-After"] = str(-(-retry_after_ms // 1000))
    return response
