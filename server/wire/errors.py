"""Rejections on the wire: acknowledgements on sockets, problem documents over HTTP, the same codes on both.

    Exception
      Refused             carries a Rejection; raised for a request that does not reach the floor

A rejection that the floor returns is a value, which the same two functions render.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from server.domain.rejection import Code, Rejection
from server.wire.codes import FieldError

ERROR_BYTES_MAX = 2_048
"""The longest answer to a refused request, on both faces."""
ERRORS_BYTES_MAX = 1_300
"""The room for wrong fields in it."""
MESSAGE_CHARS_MAX = 240
FIELD_CHARS_MAX = 60
FIELD_MESSAGE_CHARS_MAX = 150

HTTP_STATUS: dict[Code, HTTPStatus] = {
    Code.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.NOT_OPEN: HTTPStatus.CONFLICT,
    Code.CLOSED: HTTPStatus.CONFLICT,
    Code.PAUSED: HTTPStatus.CONFLICT,
    Code.TOO_LOW: HTTPStatus.CONFLICT,
    Code.IMPLAUSIBLE: HTTPStatus.CONFLICT,
    Code.OFF_LADDER: HTTPStatus.CONFLICT,
    Code.ALREADY_LEADING: HTTPStatus.CONFLICT,
    Code.BID_ID_REUSED: HTTPStatus.CONFLICT,
    Code.OWN_ITEM: HTTPStatus.FORBIDDEN,
    Code.LIMIT_EXCEEDED: HTTPStatus.FORBIDDEN,
    Code.SOLD_OUT: HTTPStatus.CONFLICT,
    Code.NOT_RETRACTABLE: HTTPStatus.CONFLICT,
    Code.CONFLICT: HTTPStatus.CONFLICT,
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
    """Build the acknowledgement of a refused socket event; it has at most ERROR_BYTES_MAX bytes."""
    error = {"code": rejection.code.value, "message": _cut(rejection.message, MESSAGE_CHARS_MAX)}
    return {"ok": False, "error": error | _bounded(rejection.details)}


def problem(rejection: Rejection) -> dict[str, Any]:
    """Build the problem document (RFC 9457) of a refused request; it has at most ERROR_BYTES_MAX bytes."""
    status = HTTP_STATUS[rejection.code]
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": _cut(rejection.message, MESSAGE_CHARS_MAX),
        "code": rejection.code.value,
        **_bounded(rejection.details),
    }


def shortened(error: FieldError) -> FieldError:
    """Cut the texts of a wrong field, which may repeat what a client sent."""
    field = _cut(error["field"], FIELD_CHARS_MAX)
    return FieldError(field=field, message=_cut(error["message"], FIELD_MESSAGE_CHARS_MAX))


def _bounded(details: Mapping[str, object]) -> dict[str, object]:
    """Keep the first of the wrong fields, and cut texts, which may repeat what a client sent."""
    kept = {
        name: _cut(it, FIELD_CHARS_MAX) if isinstance(it, str) else it
        for name, it in details.items()
    }
    errors = details.get("errors")
    if isinstance(errors, list):
        kept["errors"] = list(_first(errors))
    return kept


def _first(errors: list[FieldError]) -> Iterator[FieldError]:
    """Yield as many of the wrong fields, from the first, as an answer has room for."""
    room = ERRORS_BYTES_MAX
    for error in errors:
        short = shortened(error)
        room -= len(msgspec.json.encode(short)) + 1
        if room < 0:
            return
        yield short


def _cut(text: str, chars_max: int) -> str:
    """Cut a text, and replace the characters that take several bytes in JSON."""
    short = text if len(text) <= chars_max else f"{text[: chars_max - 3]}..."
    short = short.replace('"', "'")
    short = short[: chars_max - short.count("\\")]
    if short.isascii() and short.isprintable():
        return short
    return "".join(each if each.isascii() and each.isprintable() else "?" for each in short)
