"""A sale to measure: tokens, and items put up and read over HTTP.

Every wait is bounded and then raises SaleError, whose message is one line.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
import jwt

HTTP_TIMEOUT_S = 30
REQUESTS_AT_ONCE = 16
TOKEN_TTL_S = 24 * 3600
TERMS: dict[str, Any] = {"start_price": 100, "increment": [[0, 10]], "soft_close": None}
"""The fields of an item that is put up without others."""

Item = dict[str, Any]
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class SaleError(Exception):
    """The sale can't be put up or read."""


def make_token(secret: str, user: str, role: str = "bidder", *, ttl_s: int = TOKEN_TTL_S) -> str:
    """Sign a token (HS256) for a user; the display name is the user id, shortened to 40 characters."""
    claims = {"sub": user, "name": user[:40], "role": role, "exp": int(time.time()) + ttl_s}
    return jwt.encode(claims, secret, algorithm="HS256")


async def put_up(url: str, token: str, count: int, prefix: str, **rules: Any) -> list[Item]:
    """Put up the auction `prefix` with `count` open items named `prefix-1`, `prefix-2`, ...; return them.

    `rules` are fields of the request that creates an item. Each returned item is the answer to
    `GET /items/{id}` once the item is open, with `increment` and `soft_close` as they were sent.
    """
    terms = {**TERMS, **rules}
    async with _requests(url, token) as request:
        await request("POST", "/auctions", {"auction_id": prefix, "title": prefix})

        async def put_up_one(number: int) -> Item:
            item_id = f"{prefix}-{number}"
            new = {"item_id": item_id, "title": f"Item {number}", **terms}
            sent = {name: value for name, value in new.items() if value is not None}
            await request("POST", f"/auctions/{prefix}/items", sent)
            await request("POST", f"/items/{item_id}/open", None)
            item = await _item(request, item_id)
            return {**item, "increment": terms["increment"], "soft_close": terms["soft_close"]}

        return await _some_at_once(put_up_one, range(1, count + 1))


async def read_items(url: str, item_ids: Iterable[str]) -> list[Item]:
    """Return the current state of items, in the order of `item_ids`."""
    async with _requests(url) as request:
        return await _some_at_once(lambda item_id: _item(request, item_id), item_ids)


async def read_sale(url: str, prefix: str, count: int) -> list[Item]:
    """Return the items of an auction as `put_up` returned them, in their current state."""
    items = await read_items(url, [f"{prefix}-{number}" for number in range(1, count + 1)])
    return [{**item, "increment": TERMS["increment"], "soft_close": None} for item in items]


Request = Callable[[str, str, object], Awaitable[Any]]


@asynccontextmanager
async def _requests(url: str, token: str | None = None) -> AsyncIterator[Request]:
    """Yield a function that sends a request and returns the body of its answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as http:

        async def request(method: str, path: str, body: object) -> Any:
            try:
                async with http.request(method, url + path, json=body) as response:
                    answer = await response.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise SaleError(f"{method} {url}{path}: {reason}") from None
            if response.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
                raise SaleError(f"{method} {url}{path}: {response.status} {str(answer)[:200]}")
            if not isinstance(answer, dict):
                raise SaleError(f"{method} {url}{path}: not an object: {str(answer)[:200]}")
            return answer

        yield request


async def _item(request: Request, item_id: str) -> Item:
    item: Item = await request("GET", f"/items/{item_id}", None)
    numbers = (item.get(name) for name in ("seq", "price", "minimum"))
    if item.get("item_id") != item_id or not all(isinstance(number, int) for number in numbers):
        raise SaleError(f"GET /items/{item_id}: not that item: {str(item)[:200]}")
    return item


async def _some_at_once(
    work: Callable[[_In], Awaitable[_Out]], inputs: Iterable[_In]
) -> list[_Out]:
    """Await `work` on every input, REQUESTS_AT_ONCE at a time; return the results in order."""
    places = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def in_turn(each: _In) -> _Out:
        async with places:
            return await work(each)

    tasks = [asyncio.ensure_future(in_turn(each)) for each in inputs]
    try:
        return await asyncio.gather(*tasks)
    finally:
        # After a failure the other requests are cancelled, so that none outlives the call.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
