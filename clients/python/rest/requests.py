"""The HTTP session, the requests over it, and how their answers are read."""

from http import HTTPStatus
from typing import Any, Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from clients.python.errors import (
    NotConnected,
    RequestRefused,
    Unanswered,
    UnexpectedAnswer,
    WrongUsage,
)
from clients.python.messages import read, read_refusal

T = TypeVar("T")

REST_ANSWER_TIMEOUT_S = 10.0
_PROBLEM_FIELDS = frozenset({"type", "title", "status"})


class HttpRequests:
    """Requests to the server at `url`, as an async context manager that owns the HTTP session."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.token = token
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
        body: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        """Send a request and return its answer.

        Raises RequestRefused, NotConnected, Unanswered or UnexpectedAnswer.
        """
        url = URL(self.url + path, encoded=True)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self.session.request(
                method, url, json=body, params=params, headers=headers
            ) as response:
                return _read(response.status, await response.read(), form)
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


def _read(status: int, content: bytes, form: type[T]) -> T:
    try:
        payload = msgspec.json.decode(content)
        if status < HTTPStatus.BAD_REQUEST:
            return read(payload, form)
        problem = read(payload, dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UnexpectedAnswer(f"the server answered {status}: {error}") from None
    fields = {name: value for name, value in problem.items() if name not in _PROBLEM_FIELDS}
    raise RequestRefused(read_refusal(fields, "detail"))
