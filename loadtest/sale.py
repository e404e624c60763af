"""A sale to measure: tokens, items put up over HTTP, and a server process to serve them.

Everything here waits for a bounded time and then raises SaleError, whose message is one line.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import jwt

HTTP_TIMEOUT_S = 30
REQUESTS_AT_ONCE = 16
TOKEN_TTL_S = 24 * 3600
STOP_TIMEOUT_S = 15
READY_POLL_S = 0.05

Item = dict[str, Any]
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class SaleError(Exception):
    """The sale can't be put up, looked at or served."""


def make_token(secret: str, user: str, role: str = "bidder", *, ttl_s: int = TOKEN_TTL_S) -> str:
    """Sign a token (HS256) for a user, whose display name is their id."""
    claims = {"sub": user, "name": user[:40], "role": role, "exp": int(time.time()) + ttl_s}
    return jwt.encode(claims, secret, algorithm="HS256")


async def put_up(url: str, token: str, count: int, prefix: str, **rules: Any) -> list[Item]:
    """Put up the auction `prefix` with `count` open items, `prefix-1` and on; return them.

    `rules` are fields of the item's creation. Each returned item is what `GET /items/{id}` shows once
    it is open, and `increment` and `soft_close` as they were sent.
    """
    terms = {"start_price": 100, "increment": [[0, 10]], "soft_close": None, **rules}
    async with _talk(url, token) as ask:
        await ask("POST", "/auctions", {"auction_id": prefix, "title": prefix})

        async def put_up_one(number: int) -> Item:
            item_id = f"{prefix}-{number}"
            new = {"item_id": item_id, "title": f"Item {number}", **terms}
            sent = {name: value for name, value in new.items() if value is not None}
            await ask("POST", f"/auctions/{prefix}/items", sent)
            await ask("POST", f"/items/{item_id}/open", None)
            item = await _item(ask, item_id)
            return {**item, "increment": terms["increment"], "soft_close": terms["soft_close"]}

        return await _some_at_once(put_up_one, range(1, count + 1))


async def look_at(url: str, item_ids: Iterable[str]) -> list[Item]:
    """Return items as they stand now, in the order asked for."""
    async with _talk(url) as ask:
        return await _some_at_once(lambda item_id: _item(ask, item_id), item_ids)


@asynccontextmanager
async def running_server(
    command: Sequence[str],
    env: Mapping[str, str],
    ready_url: str,
    *,
    cpu: int | None = None,
    log: Path | None = None,
    ready_timeout_s: float = 60,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a server while inside, on one core if `cpu` names it; `env` adds to this environment.

    What it says goes into the file `log`, its errors to this process' own without one.

    Yields once `ready_url` answers with 200. The process is ended by SIGTERM, and by SIGKILL if it
    is still there after STOP_TIMEOUT_S.
    """
    pinned = ["taskset", "--cpu-list", str(cpu)] if cpu is not None else []
    with ExitStack() as stack:
        output = stack.enter_context(log.open("wb")) if log is not None else None
        process = await asyncio.create_subprocess_exec(
            *(*pinned, *command),
            env={**os.environ, **env},
            stdout=output or asyncio.subprocess.DEVNULL,
            stderr=output,
        )
    try:
        await _ready(process, ready_url, ready_timeout_s, log)
        yield process
    finally:
        await _stop(process)


def last_line(log: Path) -> str:
    """Return the last line of a process' output, shortened; it says why the process has ended."""
    lines = log.read_text(errors="replace").split("\n")
    return next((line[-300:] for line in reversed(lines) if line.strip()), "it said nothing")


Ask = Callable[[str, str, object], Awaitable[Any]]


@asynccontextmanager
async def _talk(url: str, token: str | None = None) -> AsyncIterator[Ask]:
    """Yield a function that sends a request and returns the body of its answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as http:

        async def ask(method: str, path: str, body: object) -> Any:
            try:
                async with http.request(method, url + path, json=body) as response:
                    answer = await response.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                why = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise SaleError(f"{method} {url}{path}: {why}") from None
            if response.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
                raise SaleError(f"{method} {url}{path}: {response.status} {str(answer)[:200]}")
            if not isinstance(answer, dict):
                raise SaleError(f"{method} {url}{path}: not an object: {str(answer)[:200]}")
            return answer

        yield ask


async def _item(ask: Ask, item_id: str) -> Item:
    item: Item = await ask("GET", f"/items/{item_id}", None)
    figures = (item.get(name) for name in ("seq", "price", "minimum"))
    if item.get("item_id") != item_id or not all(isinstance(figure, int) for figure in figures):
        raise SaleError(f"GET /items/{item_id}: not that item: {str(item)[:200]}")
    return item


async def _some_at_once(
    work: Callable[[_In], Awaitable[_Out]], inputs: Iterable[_In]
) -> list[_Out]:
    """Do the work on every input, a few at once, and return what it gave, in order."""
    places = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def in_turn(each: _In) -> _Out:
        async with places:
            return await work(each)

    tasks = [asyncio.ensure_future(in_turn(each)) for each in inputs]
    try:
        return await asyncio.gather(*tasks)
    finally:
        # After a failure the rest is called off, not left behind.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _ready(
    process: asyncio.subprocess.Process, ready_url: str, ready_timeout_s: float, log: Path | None
) -> None:
    deadline = time.monotonic() + ready_timeout_s
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as http:
        while not await _answers(http, ready_url):
            if process.returncode is not None:
                said = f": {last_line(log)}" if log is not None else ""
                raise SaleError(f"the server has ended with status {process.returncode}{said}")
            if time.monotonic() > deadline:
                raise SaleError(f"{ready_url} has not answered within {ready_timeout_s:g} s")
            await asyncio.sleep(READY_POLL_S)


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as response:
            return response.status == HTTPStatus.OK
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT_S)
            return
