"""One request to a webhook. It is bounded in time and size, follows no redirect and keeps no cookie."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from yarl import URL

from server.webhooks.addresses import Addresses, AddressRefusedError
from server.webhooks.records import Attempt, Claimed
from server.webhooks.signatures import signature

ANSWER_BYTES_MAX = 4_096
"""Bytes of an answer that are read; it has no meaning beyond its status."""
HEADER_BYTES_MAX = 8_190
USER_AGENT = "auction-webhooks/1"


class Sender:
    """Sends signed requests over connections whose addresses were checked."""

    def __init__(
        self,
        encrypted: aiohttp.ClientSession,
        plain: aiohttp.ClientSession,
        *,
        timeout_s: float,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._sessions = {"https": encrypted, "http": plain}
        self._timeout_s = timeout_s
        self._now_s = now_s

    async def send(self, claimed: Claimed) -> Attempt:
        """Attempt a delivery; every failure is a result."""
        try:
            url = URL(claimed.url)
            session = self._sessions[url.scheme]
            async with session.post(
                url,
                data=claimed.body.encode(),
                headers=self._headers(claimed),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
            ) as response:
                await response.content.read(ANSWER_BYTES_MAX)
                return Attempt(response.status, asked_s=_asked_s(response))
        except TimeoutError:
            return Attempt(error=f"no answer within {self._timeout_s:g} s")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressRefusedError):
                return Attempt(error=str(error.os_error))
            return Attempt(error="no connection")
        except (aiohttp.ClientError, OSError, ValueError, KeyError) as error:
            return Attempt(error=f"the request failed: {type(error).__name__}")

    def _headers(self, claimed: Claimed) -> dict[str, str]:
        timestamp_s = int(self._now_s())
        signed = signature(claimed.secret, claimed.event_id, timestamp_s, claimed.body.encode())
        return {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "webhook-id": claimed.event_id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": signed,
        }


@asynccontextmanager
async def open_sender(addresses: Addresses, *, timeout_s: float) -> AsyncIterator[Sender]:
    """Open the connections while inside."""
    async with (
        _session(addresses, encrypted=True) as tls,
        _session(addresses, encrypted=False) as plain,
    ):
        yield Sender(tls, plain, timeout_s=timeout_s)


def _session(addresses: Addresses, *, encrypted: bool) -> aiohttp.ClientSession:
    # 0175: names are resolved anew for each connection, and the address of each socket is checked.
    make_socket: Any = partial(addresses.make_socket, encrypted=encrypted)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0, use_dns_cache=False, force_close=True, socket_factory=make_socket
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        max_line_size=HEADER_BYTES_MAX,
        max_field_size=HEADER_BYTES_MAX,
    )


def _asked_s(response: aiohttp.ClientResponse) -> float:
    """Return the `Retry-After` of an answer in seconds, 0 if it has none in that form."""
    written = response.headers.get("Retry-After", "")
    return float(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0.0
