"""The HTTP face: registering, looking, the history, and what an auctioneer needs to run a sale."""

from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from clients.python.errors import (
    NoAnswer,
    NotConnected,
    RequestRefused,
    UnexpectedAnswer,
    WrongUsage,
)
from clients.python.messages import (
    Auction,
    Auctions,
    CommandDone,
    History,
    Item,
    User,
    read,
    read_refusal,
)

T = TypeVar("T")

REQUEST_TIMEOUT_S = 10.0
_PROBLEM_FIELDS = frozenset({"type", "title", "status"})


class AuctionHttp:
    """The routes of a server at `url`, as an async context manager that owns the HTTP session.

    Every method raises RequestRefused, NotConnected, NoAnswer or UnexpectedAnswer.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        if URL(self.url).scheme not in {"http", "https"} or not URL(self.url).host:
            raise WrongUsage(f"{url!r} is no server's address: http://HOST:PORT is needed")

    async def __aenter__(self) -> Self:
        # The cookie of a sticky balancer must be kept, for a server named by its IP address too.
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def register(self, name: str) -> User:
        """Register a bidder, where the server lets anybody do so; the answer has the token."""
        return await self._request("POST", "/users", User, body={"name": name})

    async def auctions(self) -> tuple[Auction, ...]:
        """List the sales, newest first."""
        return (await self._request("GET", "/auctions", Auctions)).auctions

    async def item(self, item_id: str) -> Item:
        """Look at an item."""
        return await self._request("GET", f"/items/{_segment(item_id)}", Item)

    async def history(
        self, item_id: str, *, before: int | None = None, limit: int | None = None
    ) -> History:
        """Read a page of an item's bids, newest first, from the archive."""
        figures = {"before": before, "limit": limit}
        params = {name: str(value) for name, value in figures.items() if value is not None}
        return await self._request(
            "GET", f"/items/{_segment(item_id)}/bids", History, params=params
        )

    async def create_auction(self, title: str, **fields: object) -> Auction:
        """Create a sale; `fields`: `auction_id`, `currency`."""
        return await self._request("POST", "/auctions", Auction, body={"title": title, **fields})

    async def create_item(
        self, auction_id: str, title: str, start_price: int, **fields: object
    ) -> Item:
        """Put an item up; `fields`: any of the contract's, such as `item_id`, `increment`, `ends_at`."""
        body = {"title": title, "start_price": start_price, **fields}
        return await self._request(
            "POST", f"/auctions/{_segment(auction_id)}/items", Item, body=body
        )

    async def command(self, item_id: str, command: str, **fields: object) -> int:
        """Carry out an auctioneer's command: `open`, `close`, `extend` (with `ends_at`), ...

        Returns the item's last event number.
        """
        path = f"/items/{_segment(item_id)}/{_segment(command)}"
        return (await self._request("POST", path, CommandDone, body=fields or None)).seq

    async def _request(
        self,
        method: str,
        path: str,
        form: type[T],
        *,
        body: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        url = URL(self.url + path, encoded=True)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self._session.request(
                method, url, json=body, params=params, headers=headers
            ) as response:
                return _read(response.status, await response.read(), form)
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(f"no server at {self.url}: {error.os_error}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NoAnswer(f"no answer from {self.url}: {error or 'too late'}") from None


def _segment(name: str) -> str:
    return quote(name, safe="")


def _read(status: int, content: bytes, form: type[T]) -> T:
    try:
        payload = msgspec.json.decode(content)
        if status < HTTPStatus.BAD_REQUEST:
            return read(payload, form)
        problem = read(payload, dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UnexpectedAnswer(f"the server answered {status}: {error}") from None
    figures = {name: value for name, value in problem.items() if name not in _PROBLEM_FIELDS}
    raise RequestRefused(read_refusal(figures, "detail"))
