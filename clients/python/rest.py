"""The HTTP routes: registration, items, the history, and the commands that run a sale."""

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
from clients.python.messages import (
    Auction,
    AuctionList,
    AuctionWithItems,
    CommandAnswer,
    HistoryAnswer,
    Item,
    Registration,
    read,
    read_refusal,
)

T = TypeVar("T")

REST_ANSWER_TIMEOUT_S = 10.0
_PROBLEM_FIELDS = frozenset({"type", "title", "status"})


class AuctionRest:
    """The HTTP routes of the server at `url`, as an async context manager that owns the HTTP session.

    Every method raises RequestRefused, NotConnected, Unanswered or UnexpectedAnswer.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        if not _is_address(self.url):
            raise WrongUsage(f"{url!r} is not a server's address: give it as http://HOST:PORT")

    async def __aenter__(self) -> Self:
        # The cookie of a sticky load balancer must be kept, even for a server named by its IP address.
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=REST_ANSWER_TIMEOUT_S),
        )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._session.close()

    async def register(self, name: str) -> Registration:
        """Register a bidder, where registration is open; the answer has the token."""
        return await self._request("POST", "/users", Registration, body={"name": name})

    async def auctions(self) -> tuple[Auction, ...]:
        """List the latest 100 sales, newest first."""
        return (await self.auction_list()).auctions

    async def auction_list(
        self, *, after: str | None = None, limit: int | None = None
    ) -> AuctionList:
        """Read a page of the sales, newest first."""
        params = _query(after=after, limit=limit)
        return await self._request("GET", "/auctions", AuctionList, params=params)

    async def auction(
        self, auction_id: str, *, after: str | None = None, limit: int | None = None
    ) -> AuctionWithItems:
        """Read a sale with a page of its items as they stand."""
        path, params = f"/auctions/{_path_segment(auction_id)}", _query(after=after, limit=limit)
        return await self._request("GET", path, AuctionWithItems, params=params)

    async def item(self, item_id: str) -> Item:
        """Read an item as it stands."""
        return await self._request("GET", f"/items/{_path_segment(item_id)}", Item)

    async def history(
        self, item_id: str, *, before: int | None = None, limit: int | None = None
    ) -> HistoryAnswer:
        """Read a page of an item's bids, newest first, from the archive."""
        params = _query(before=before, limit=limit)
        return await self._request(
            "GET", f"/items/{_path_segment(item_id)}/bids", HistoryAnswer, params=params
        )

    async def create_auction(self, title: str, **fields: object) -> Auction:
        """Create a sale; `fields` may hold `auction_id`, `currency` and the contract's other ones."""
        return await self._request("POST", "/auctions", Auction, body={"title": title, **fields})

    async def create_item(
        self, auction_id: str, title: str, start_price: int, **fields: object
    ) -> Item:
        """Put an item up; `fields` may hold any of the contract, such as `item_id` or `ends_at`."""
        body = {"title": title, "start_price": start_price, **fields}
        return await self._request(
            "POST", f"/auctions/{_path_segment(auction_id)}/items", Item, body=body
        )

    async def command(self, item_id: str, command: str, **fields: object) -> int:
        """Carry out a command of the auctioneer, such as `open`, `close`, or `extend` with `ends_at`.

        Returns the item's last event number.
        """
        path = f"/items/{_path_segment(item_id)}/{_path_segment(command)}"
        return (await self._request("POST", path, CommandAnswer, body=fields or None)).seq

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
            reason = error if str(error) else "the time limit has passed"
            raise Unanswered(f"no answer from {self.url}: {reason}") from None


def _query(**values: int | str | None) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}


def _is_address(url: str) -> bool:
    try:
        parsed = URL(url)
    except ValueError:
        return False
    return parsed.scheme in {"http", "https"} and bool(parsed.host)


def _path_segment(name: str) -> str:
    return quote(name, safe="")


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
