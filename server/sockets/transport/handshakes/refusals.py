"""Refusals of handshakes, in the form in which python-engineio answers requests."""

from http import HTTPStatus
from typing import Any

from server.sockets.transport.handshakes.handshake import VERSION

UNSUPPORTED_VERSION = (
    b'{"code":5,"message":"Unsupported protocol version: this server speaks Engine.IO 4 (EIO=4), '
    b'which Socket.IO clients have from version 3 on"}'
)


def too_many(wait_ms: int) -> dict[str, Any]:
    """Build the refusal of a handshake that came too soon."""
    return _refusal(HTTPStatus.TOO_MANY_REQUESTS, -(-wait_ms // 1000), b"Too many sockets")


def stopping() -> dict[str, Any]:
    """Build the refusal of a handshake by a node that stops."""
    return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, 1, b"The node is stopping")


def _refusal(status: HTTPStatus, retry_after_s: int, message: bytes) -> dict[str, Any]:
    """Build the refusal of a handshake in the library's form."""
    return {
        "status": f"{status.value} {status.phrase}",
        "headers": [("Content-Type", "text/plain"), ("Retry-After", str(retry_after_s))],
        "response": message,
    }


def upgrade_required(message: str) -> dict[str, Any]:
    """Build the refusal of a websocket of another version (RFC 6455, 4.4)."""
    status = HTTPStatus.UPGRADE_REQUIRED
    headers = [("Content-Type", "text/plain"), ("Upgrade", "websocket")]
    return {
        "status": f"{status.value} {status.phrase}",
        "headers": [*headers, ("Sec-WebSocket-Version", VERSION)],
        "response": message.encode(),
    }
