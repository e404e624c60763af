"""An identity provider's published keys (JWKS), fetched at the start and again every REFRESH_S.

A token never causes a fetch; one with an unknown key id is refused until a refresh brings its key.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
import structlog
from jwt.algorithms import get_default_algorithms

from server.tasks import repeating

log = structlog.get_logger(__name__)

REFRESH_S = 300
FETCH_TIMEOUT_S = 10
DOCUMENT_BYTES_MAX = 1024 * 1024


FETCH_ERRORS = (aiohttp.ClientError, TimeoutError, jwt.PyJWTError)
"""The errors of a provider that can't be asked, or whose answer has no key."""


class PublishedKeys:
    """The keys at a URL."""

    def __init__(self, url: str, algorithm: str) -> None:
        self.algorithm = algorithm
        self._url = url
        self._keys: dict[str, Any] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the keys up to date while inside; raises one of FETCH_ERRORS at entry if there are none."""
        self._keys = await self._fetch()
        async with repeating(self._refresh, name="token-keys"):
            yield

    def key_for(self, key_id: str | None) -> Any:
        """Return the key that a token names."""
        return key_named(self._keys, key_id)

    async def _refresh(self) -> None:
        await asyncio.sleep(REFRESH_S)
        try:
            self._keys = await self._fetch()
        except FETCH_ERRORS as error:
            log.warning("token_keys_not_refreshed", error=repr(error))

    async def _fetch(self) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=FETCH_TIMEOUT_S)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(self._url) as response,
        ):
            document = await response.content.read(DOCUMENT_BYTES_MAX + 1)
            while len(document) <= DOCUMENT_BYTES_MAX and (
                more := await response.content.read(65_536)
            ):
                document += more
            return keys_in(document, self.algorithm)


class KeyFile:
    """The keys of a JWKS document."""

    def __init__(self, document: str, algorithm: str) -> None:
        self.algorithm = algorithm
        self._keys = keys_in(document.encode(), algorithm)

    def key_for(self, key_id: str | None) -> Any:
        """Return the key that a token names."""
        return key_named(self._keys, key_id)


def keys_in(document: bytes, algorithm: str) -> dict[str, Any]:
    """Return a document's keys for an algorithm by key id; raises `jwt.PyJWTError` if there are none."""
    if len(document) > DOCUMENT_BYTES_MAX:
        raise jwt.PyJWKSetError("the key set is too long")
    try:
        decoded = json.loads(document)
    except (ValueError, RecursionError):
        raise jwt.PyJWKSetError("the key set is not JSON") from None
    if not isinstance(decoded, dict):
        raise jwt.PyJWKSetError("the key set is not an object")
    keys = {
        _key_id(key): key.key
        for key in jwt.PyJWKSet.from_dict(decoded).keys
        if fits(key.key, algorithm)
    }
    if not keys:
        raise jwt.PyJWKSetError(f"the key set has no key for {algorithm}")
    return keys


def fits(key: Any, algorithm: str) -> bool:
    """Return whether a key, in PEM or of a key set, can verify tokens of an algorithm."""
    try:
        prepared = get_default_algorithms()[algorithm].prepare_key(key)
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return hasattr(
        prepared, "verify"
    )  # A private key has none: it could sign, and stays elsewhere.


def _key_id(key: jwt.PyJWK) -> str:
    return key.key_id if isinstance(key.key_id, str) else ""


def key_named(keys: dict[str, Any], key_id: str | None) -> Any:
    """Return the key with an id, without one the only key; raises `jwt.InvalidKeyError`."""
    if key_id is None and len(keys) == 1:
        return next(iter(keys.values()))
    if key_id not in keys:
        raise jwt.InvalidKeyError("the token names no known key")
    return keys[key_id]
