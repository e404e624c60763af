"""Requests and responses without a server."""

import json
from typing import Any

from aiohttp import web
from aiohttp.test_utils import make_mocked_request


def request(path: str = "/", **headers: str) -> web.Request:
    """Make a GET request."""
    return make_mocked_request("GET", path, headers=headers)


def body_of(response: web.StreamResponse) -> Any:
    """Return a response's JSON."""
    assert isinstance(response, web.Response)
    assert isinstance(response.body, bytes)
    return json.loads(response.body)
