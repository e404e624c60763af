"""Only the usual request for a new websocket session is recognised; everything else is left alone."""

import pytest

from server.edge.plain_websockets import HEAD_BYTES_MAX, HEADERS_MAX, plain_websocket

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
QUERY = "EIO=4&transport=websocket"
HEADERS = {
    "Host": "auction.example:8080",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "en-GB,en;q=0.5",
    "Origin": "http://auction.example:8080",
    "Sec-WebSocket-Extensions": "permessage-deflate",
    "Cookie": "AUCTION_NODE=node1",
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "WebSocket",
}


def head(
    query: str = QUERY, line: str = "GET /socket.io/?{} HTTP/1.1", more: str = "", **headers: str
) -> bytes:
    """Return a request's bytes; an empty value leaves a header out."""
    replaced = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in replaced.items() if value]
    return "\r\n".join([line.format(query), *lines, *([more] if more else []), "", ""]).encode()


def test_the_request_of_a_client_is_recognised_with_its_headers_and_the_bytes_after_it() -> None:
    found = plain_websocket(head() + b"\x81\x80")
    assert found is not None
    assert found.key == KEY
    assert found.headers["Host"] == "auction.example:8080"
    assert found.early == b"\x81\x80"


def test_the_request_of_a_browser_is_recognised() -> None:
    found = plain_websocket(head(f"{QUERY}&t=abc-1.2", **BROWSER))
    assert found is not None
    assert found.headers["Origin"] == BROWSER["Origin"]


def test_the_names_of_headers_may_have_capitals_or_not() -> None:
    low = head().replace(b"Host", b"HOST").replace(b"Sec-WebSocket-Key", b"sec-websocket-key")
    found = plain_websocket(low)
    assert found is not None
    assert (found.headers["Host"], found.key) == (HEADERS["Host"], KEY)


UNUSUAL = {
    "nothing": b"",
    "an incomplete head": head()[:-1],
    "another method": head(line="POST /socket.io/?{} HTTP/1.1"),
    "another path": head(line="GET /socket.io?{} HTTP/1.1"),
    "a path of two parts": head(line="GET /socket.io/x?{} HTTP/1.1"),
    "a whole address": head(line="GET http://x/socket.io/?{} HTTP/1.1"),
    "a fragment": head(line="GET /socket.io/?{}#x HTTP/1.1"),
    "HTTP/1.0": head(line="GET /socket.io/?{} HTTP/1.0"),
    "two spaces": head(line="GET /socket.io/?{}  HTTP/1.1"),
    "a session's request": head(f"{QUERY}&sid=abc"),
    "an empty session": head(f"{QUERY}&sid="),
    "a script's request": head(f"{QUERY}&j=0"),
    "polling": head("EIO=4&transport=polling"),
    "another protocol version": head("EIO=3&transport=websocket"),
    "no protocol version": head("transport=websocket"),
    "a parameter twice": head(f"{QUERY}&EIO=4"),
    "an encoded parameter": head("EIO=4&transport=web%73ocket"),
    "a parameter without a value": head(f"{QUERY}&x"),
    "no key": head(Sec_WebSocket_Key=""),
    "another websocket version": head(Sec_WebSocket_Version="8"),
    "no upgrade": head(Upgrade=""),
    "another upgrade": head(Upgrade="h2c, websocket"),
    "another connection": head(Connection="keep-alive"),
    "a listed header": head(Connection="Upgrade, X-Forwarded-For"),
    "no host": head(Host=""),
    "an odd host": head(Host="a b"),
    "a host twice": head(more="Host: other.example"),
    "an origin twice": head(more="Origin: http://a\r\norigin: http://b"),
    "an address twice": head(more="X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2"),
    "a body": head(Content_Length="5"),
    "chunks": head(Transfer_Encoding="chunked"),
    "an encoding": head(Content_Encoding="gzip"),
    "an expectation": head(Expect="100-continue"),
    "a folded line": head(more="X: a\r\n b"),
    "a line without a name": head(more=": a"),
    "a space before the colon": head(more="X : a"),
    "a line without a colon": head(more="X"),
    "a bare line feed": head(more="X: a\nY: b"),
    "a bare carriage return": head(more="X: a\rY: b"),
    "a control character": head(more="X: \0"),
    "another letter": head(more="X: \u00e9"),
    "a long head": head(more=f"X: {'a' * HEAD_BYTES_MAX}"),
    "many headers": head(more="\r\n".join(f"X{i}: a" for i in range(HEADERS_MAX))),
}


@pytest.mark.parametrize("data", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_an_unusual_request_is_left_to_the_library(data: bytes) -> None:
    assert plain_websocket(data) is None


def test_a_long_head_costs_no_more_than_its_length() -> None:
    # A pattern that can match in several ways would take years for these.
    for value in (b"a:" * 1_000, b" " * 2_000, b"X: \r\n" * 700, b"X:" + b" :" * 1_500):
        assert plain_websocket(head()[:-2] + value + b"\x00\r\n\r\n") is None


def test_a_refused_head_is_not_read_beyond_its_bound() -> None:
    assert plain_websocket(head()[:-2] + b"X: " + b"a" * 10_000_000) is None
