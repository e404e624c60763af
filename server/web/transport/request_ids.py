"""The id of a request, by which its log lines and the balancer's are found together (0207)."""

import re
import secrets

from aiohttp import web

HEADER = "X-Request-Id"
_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")


def id_of(request: web.BaseRequest) -> str:
    """Return the id that the balancer or the client gave a request, or a new one."""
    given = request.headers.get(HEADER, "")
    return given if _FORM.fullmatch(given) else secrets.token_hex(8)
