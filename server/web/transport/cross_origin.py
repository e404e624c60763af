"""Cross-origin requests: the headers with which pages of allowed origins read responses, and preflights."""

from http import HTTPStatus

from aiohttp import web

from server.edge.origins import Origins

_ALLOWED_HEADERS = "Authorization, Content-Type, If-None-Match"
_EXPOSED_HEADERS = "ETag, Retry-After, X-Request-Id"
_PREFLIGHT_AGE_S = 600


class CrossOrigin:
    """Lets pages of allowed origins read responses, with their cookies."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    def permit(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Add the headers for an allowed page. Engine.IO has added its own to its responses."""
        origin = request.headers.get("Origin")
        if self._origins.any_foreign:
            _vary_by_origin(response)
        if origin is None or "Access-Control-Allow-Origin" in response.headers:
            return
        if self._origins.allow(request.headers):
            # The origin is named even where all are allowed, because browsers send no cookies to `*`.
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS


def options(error: web.HTTPMethodNotAllowed) -> web.Response:
    """Answer OPTIONS for a route: its methods, and the headers that a page may send to it."""
    methods = ", ".join(sorted({*error.allowed_methods, "OPTIONS"}))
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _ALLOWED_HEADERS,
        "Access-Control-Max-Age": str(_PREFLIGHT_AGE_S),
    }
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)


def _vary_by_origin(response: web.StreamResponse) -> None:
    varies = response.headers.get("Vary", "")
    if "origin" not in varies.lower():
        response.headers["Vary"] = f"{varies}, Origin" if varies else "Origin"
