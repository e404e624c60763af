"""HTTP requests that are refused before any handler: each is answered with a 4xx, or not at all."""

import gzip
import json

BOMB = gzip.compress(b"[" * 60_000_000, mtime=0)
"""58 kB that would be 60 MB."""
ROUTES = [
    "/bid",
    "/users",
    "/auctions",
    "/items/lamp/open",
    "/socket.io/?EIO=4&transport=polling&sid=x",
]


def http(method: str, path: str, body: bytes = b"", **headers: bytes) -> bytes:
    """Write a request; header values are bytes of any kind."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close"]
    lines += [name.replace("_", "-").encode() + b": " + it for name, it in headers.items()]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


REQUESTS: dict[str, list[bytes]] = {
    "compressed": [
        *(http("POST", path, BOMB[:60_000], Content_Encoding=b"gzip") for path in ROUTES),
        http("GET", "/healthz", BOMB[:100], Content_Encoding=b"gzip"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"gzip"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"br"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"deflate"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"zstd"),
        http("POST", "/users", b"rubbish", Content_Encoding=b"nonsense"),
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    "header bytes": [
        http(method, path, b"{}" if method == "POST" else b"", **{name: b"a\xffb"})
        for name in (
            "Authorization",
            "Origin",
            "Cookie",
            "Expect",
            "If-None-Match",
            "X-Forwarded-For",
            "Accept-Encoding",
            "Content-Type",
            "X-Any",
        )
        for method, path in (("GET", "/docs"), ("POST", "/users"), ("GET", ROUTES[-1]))
    ],
    "no HTTP": [
        b"\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[x/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://x:99999/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 500 + b"\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
    "paths": [
        http("GET", path)
        for path in (
            "/items/%FF",
            "/items/%00",
            "/items/" + "a" * 7_000,
            "/items/x/bids?before=%FF",
            "/items/x/bids?" + "&".join(f"k{number}=1" for number in range(700)),
            "/assets/%00",
            "/assets/%FF",
            "/assets/" + "a" * 3_000,
            "/assets/..%2f..%2fpackage.json",
            "/socket.io/?EIO=4&transport=polling&sid=" + "a" * 7_000,
            "/socket.io/?EIO=4&transport=%FF",
        )
    ],
    "expectations": [http("POST", "/users", b"{}", Expect=b"a" * 5_000)],
    "bodies": [
        http("POST", "/users", body)
        for body in (
            b"\xff\xfe",
            b"{",
            b"[" * 60_000,
            b'{"a":' * 12_000,
            b'{"name": "' + b"a" * 60_000 + b'"}',
            b'{"' + b"a" * 60_000 + b'": 1}',
            b'{"' + b"\\\\u0000" * 8_000 + b'": 1}',
            json.dumps({f"unknown {number}": 1 for number in range(3_500)}).encode(),
            json.dumps({"name": {f"unknown {number}": 1 for number in range(3_500)}}).encode(),
            b"x" * 200_000,
        )
    ],
}
