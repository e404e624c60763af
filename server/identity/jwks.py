"""An identity provider's published keys (JWKS), fetched at the start and again every REFRESH_S.

A token never causes a fetch; one with an unknown key id is refused until a refresh brings its key.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
import structlog

from server.tasks import repeating

log = structlog.get_logger(__name__)

REFRESH_S = 300
FETCH_TIMEOUT_S = 10


class PublishedKeys:
    """The keys at a URL."""

    def __init__(self, url: str, algorithm: str) -> None:
        self.algorithm = algorithm
        self._url = url
        self._keys: dict[str, Any] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the keys up to date while inside; raises at entry if they can't be fetched."""
        self._keys = await self._fetch()
        async with repeating(self._refresh, name="token-keys"):
            yield

    def key_for(self, token: str) -> Any:
        """Return the key that a token names."""
        return key_named(self._keys, token)

    async def _refresh(self) -> None:
        await asyncio.sleep(REFRESH_S)
        try:
            self._keys = await self._fetch()
        except (aiohttp.ClientError, TimeoutError, jwt.PyJWTError) as error:
            log.warning("token_keys_not_refreshed", error=repr(error))

    async def _fetch(self) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=FETCH_TIMEOUT_S)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(self._url) as response,
        ):
            return keys_in(await response.text())


class KeyFile:
    """The keys of a JWKS document."""

    def __init__(self, document: str, algorithm: str) -> None:
        self.algorithm = algorithm
        self._keys = keys_in(document)

    def key_for(self, token: str) -> Any:
        """Return the key that a token names."""
        return key_named(self._keys, token)


def keys_in(document: str) -> dict[str, Any]:
    """Return a JWKS document's keys by key id; raises `jwt.PyJWTError` if there are none."""
    return {key.key_id or "": key.key for key in jwt.PyJWKSet.from_json(document).keys}


def key_named(keys: dict[str, Any], token: str) -> Any:
    """Return the key that a token names, or the only one; raises `jwt.InvalidKeyError`."""
    key_id = jwt.get_unverified_header(token).get("kid")
    if key_id is None and len(keys) == 1:
        return next(iter(keys.values()))
    if key_id not in keys:
        raise jwt.InvalidKeyError("the token names no known key")
    return keys[key_id]
