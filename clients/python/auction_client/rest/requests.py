"""The HTTP session, the requests over it, and how their answers are read."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from auction_client.errors import (
    NotConnected,
    RequestRefused,
    Unanswered,
    UnexpectedAnswer,
    WrongUsage,
)
from auction_client.messages import read, read_refusal

T = TypeVar("T")

REST_ANSWER_TIMEOUT_S = 10.0
_PROBLEM_FIELDS = frozenset({"type", "title", "status"})


class HttpRequests:
    """Requests to the server at `url`, as an async context manager that owns the HTTP session."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.last_message_at = 0.0
        """When the server last answered, in seconds since the epoch."""
        if not _is_address(self.url):
            raise WrongUsage(f"{url!r} is not a server's address: give it as http://HOST:PORT")

    async def __aenter__(self) -> Self:
        # The cookie of a sticky load balancer must be kept, even for a server named by its IP address.
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=REST_ANSWER_TIMEOUT_S),
        )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.session.close()

    async def request(
        self,
        method: str,
        path: str,
        form: type[T],
        *,
        body: Mapping[str, object] | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        """Send a request and return its answer.

        Raises RequestRefused, NotConnected, Unanswered or UnexpectedAnswer.
        """
        encoded = None if body is None else msgspec.json.encode(body)
        content = await self.send(method, path, body=encoded, params=params)
        return read_answer(content, form)

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
        params: dict[str, str] | None = None,
        timeout_s: float = REST_ANSWER_TIMEOUT_S,
    ) -> bytes:
        """Send a request with any body, and return the content of its answer; raises as `request`."""
        url = URL(self.url + path, encoded=True)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            async with self.session.request(
                method,
                url,
                data=None if body is None else BytesIO(body),
                params=params,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=timeout_s),
            ) as response:
                content = await response.read()
                self.last_message_at = time.time()
                if response.status >= HTTPStatus.BAD_REQUEST:
                    raise _refused(response.status, content)
                return content
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(f"no server at {self.url}: {error.os_error}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = error if str(error) else "the time limit has passed"
            raise Unanswered(f"no answer from {self.url}: {reason}") from None


def query(**values: int | str | None) -> dict[str, str]:
    """Return the parameters of a query that were given."""
    return {name: str(value) for name, value in values.items() if value is not None}


def path_segment(name: str) -> str:
    """Return a name as one segment of a path."""
    return quote(name, safe="")


def _is_address(url: str) -> bool:
    try:
        parsed = URL(url)
    except ValueError:
        return False
    return parsed.scheme in {"http", "https"} and bool(parsed.host)


def read_answer(content: bytes, form: type[T]) -> T:
    """Read the content of an answer; raises UnexpectedAnswer."""
    try:
        return read(msgspec.json.decode(content), form)
    except msgspec.MsgspecError as error:
        raise UnexpectedAnswer(f"the server's answer can't be read: {error}") from None


def _refused(status: int, content: bytes) -> RequestRefused | UnexpectedAnswer:
    try:
        problem = read(msgspec.json.decode(content), dict[str, object])
    except msgspec.MsgspecError as error:
        return UnexpectedAnswer(f"the server answered {status}: {error}")
    fields = {name: value for name, value in problem.items() if name not in _PROBLEM_FIELDS}
    try:
        return RequestRefused(read_refusal(fields, "detail"))
    except msgspec.MsgspecError as error:
        return UnexpectedAnswer(f"the server answered {status}: {error}")
