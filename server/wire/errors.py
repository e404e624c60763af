"""Rejections on the wire: acknowledgements on sockets, problem documents over HTTP, the same codes on both.

    Exception
      Refused             carries a Rejection; raised for a request that does not reach the floor

A rejection that the floor returns is a value, which the same two functions render.
"""

from http import HTTPStatus
from typing import Any

from server.domain.rejection import Code, Rejection

HTTP_STATUS: dict[Code, HTTPStatus] = {
    Code.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.NOT_OPEN: HTTPStatus.CONFLICT,
    Code.CLOSED: HTTPStatus.CONFLICT,
    Code.PAUSED: HTTPStatus.CONFLICT,
    Code.TOO_LOW: HTTPStatus.CONFLICT,
    Code.OFF_LADDER: HTTPStatus.CONFLICT,
    Code.BID_ID_REUSED: HTTPStatus.CONFLICT,
    Code.OWN_ITEM: HTTPStatus.FORBIDDEN,
    Code.LIMIT_EXCEEDED: HTTPStatus.FORBIDDEN,
    Code.SOLD_OUT: HTTPStatus.CONFLICT,
    Code.NOT_RETRACTABLE: HTTPStatus.CONFLICT,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.UNKNOWN: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class Refused(Exception):  # noqa: N818 - a request's mistake, not a fault of the program
    """A request was refused before anything was decided."""

    def __init__(self, code: Code, message: str, **details: object) -> None:
        super().__init__(f"{code}: {message}")
        self.rejection = Rejection(code, message, details)


def refusal(rejection: Rejection) -> dict[str, Any]:
    """Build the acknowledgement of a refused socket event."""
    error = {"code": rejection.code.value, "message": rejection.message, **rejection.details}
    return {"ok": False, "error": error}


def problem(rejection: Rejection) -> dict[str, Any]:
    """Build the problem document (RFC 9457) of a refused HTTP request."""
    status = HTTP_STATUS[rejection.code]
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": rejection.message,
        "code": rejection.code.value,
        **rejection.details,
    }
