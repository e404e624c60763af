"""Plain websocket requests: those that ask for a new session in the form that clients send (0135).

They are recognised in the bytes that a new connection begins with, without an HTTP library. The form is
narrow, so that no request has one meaning here and another for the library: a request with anything
unusual is not recognised, and goes to the library.
"""

import re
from typing import NamedTuple

HEAD_BYTES_MAX = 4_096
HEADERS_MAX = 64
VERSION = "13"

_START = b"GET /socket.io/?"
_END = b"\r\n\r\n"
_HEAD = re.compile(
    rb"GET /socket\.io/\?([A-Za-z0-9_.~=&-]++) HTTP/1\.1"
    rb"(?:\r\n[A-Za-z0-9-]++:[\t -~]*+)++"
)
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")
_HEADERS_OF_OTHERS = frozenset(
    ("Content-Encoding", "Content-Length", "Expect", "Trailer", "Transfer-Encoding", "Te")
)
"""A request for a websocket has no body, and expects nothing but the websocket."""
_QUERY = {"EIO": "4", "transport": "websocket"}
_USUAL_QUERY = "EIO=4&transport=websocket"
_PARAMETERS_OF_OTHERS = ("sid", "j")
"""A query with a sid is for a session that exists, and one with j for a script element."""


class PlainWebsocket(NamedTuple):
    """A request for a websocket: its headers by name, such as `User-Agent`, and the bytes after it."""

    headers: dict[str, str]
    early: bytes

    @property
    def key(self) -> str:
        """The Sec-WebSocket-Key, which is not checked yet."""
        return self.headers["Sec-Websocket-Key"]


def plain_websocket(data: bytes) -> PlainWebsocket | None:
    """Return the request that a connection begins with, None if it is not complete or not plain."""
    if not data.startswith(_START):
        return None
    end = data.find(_END, 0, HEAD_BYTES_MAX)
    found = _HEAD.fullmatch(data, 0, end) if end > 0 else None
    if found is None or not _asks_for_a_session(found[1].decode()):
        return None
    headers = _headers(data[found.end(1) : end].decode())
    if headers is None or not _asks_for_a_websocket(headers):
        return None
    return PlainWebsocket(headers, data[end + len(_END) :])


def _asks_for_a_session(query: str) -> bool:
    """Return whether a query has the parameters of a new session over a websocket, each at most once."""
    if query == _USUAL_QUERY:
        return True
    pairs = [pair.split("=") for pair in query.split("&")]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        return False
    asked = dict(pairs)
    return (
        len(asked) == len(pairs)
        and all(asked.get(name) == value for name, value in _QUERY.items())
        and not any(name in asked for name in _PARAMETERS_OF_OTHERS)
    )


def _headers(lines: str) -> dict[str, str] | None:
    """Return headers by their names, None if one comes twice or there are too many."""
    pairs = [line.split(":", 1) for line in lines.split("\r\n")[1:]]
    headers = {name.title(): value.strip(" \t") for name, value in pairs}
    return headers if len(headers) == len(pairs) <= HEADERS_MAX else None


def _asks_for_a_websocket(headers: dict[str, str]) -> bool:
    return (
        headers.get("Upgrade", "").lower() == "websocket"
        and headers.get("Connection", "").lower() in ("upgrade", "keep-alive, upgrade")
        and headers.get("Sec-Websocket-Version") == VERSION
        and "Sec-Websocket-Key" in headers
        and _HOST.fullmatch(headers.get("Host", "")) is not None
        and _HEADERS_OF_OTHERS.isdisjoint(headers)
    )
