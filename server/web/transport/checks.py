"""Checks of every request before anything reads it."""

from aiohttp import web

from server.domain.rejection import Code
from server.edge.origins import Origins
from server.web.transport.counters import HttpCounters
from server.wire.errors import Refused

_READING = ("GET", "HEAD", "OPTIONS")


class Checks:
    """Refuses requests whose headers can't be read, that are compressed, or of pages of foreign origins."""

    def __init__(self, origins: Origins, counters: HttpCounters) -> None:
        self._origins = origins
        self._counters = counters

    def check(self, request: web.BaseRequest) -> None:
        """Raise an HTTPException or Refused for a request that fails a check."""
        if not _readable(request):
            self._counters.refuse("malformed")
            raise web.HTTPBadRequest(reason="a header is not valid UTF-8")
        if _encoded(request):
            self._counters.refuse("encoding")
            raise web.HTTPUnsupportedMediaType(
                reason="a body must not be compressed", headers={"Accept-Encoding": "identity"}
            )
        if request.headers.get("Expect", "100-continue").lower() != "100-continue":
            self._counters.refuse("malformed")
            raise web.HTTPExpectationFailed(reason="only 100-continue can be expected")
        # Engine.IO refuses foreign pages itself, by the same rule and in the form that its clients know.
        if (
            request.method not in _READING
            and not request.path.startswith("/socket.io/")
            and not self._origins.allow(request.headers)
        ):
            self._counters.refuse("origin")
            raise Refused(Code.FORBIDDEN, "pages of this origin may not use this server")


def _readable(request: web.BaseRequest) -> bool:
    """Return whether all headers are UTF-8; any other byte would break its reader far from here."""
    text = "".join(f"{name}{value}" for name, value in request.headers.items())
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _encoded(request: web.BaseRequest) -> bool:
    """Return whether the body, or its transfer, is compressed. Nothing is ever decompressed (0082)."""
    content = request.headers.getall("Content-Encoding", ())
    transfer = request.headers.getall("Transfer-Encoding", ())
    return any(each.strip().lower() != "identity" for each in content) or any(
        each.strip().lower() != "chunked" for each in transfer
    )
