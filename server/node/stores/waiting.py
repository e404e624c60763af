"""Waiting for stores at the start (0123).

A store that is silent may answer later and is asked again. One that refuses, because of its address or a
password, has answered.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
import structlog
from redis import AuthenticationError, RedisError

from persistence.connecting.connections import UNAVAILABLE
from server.settings import SettingsError

RETRY_S = 1.0
LINE_EVERY_S = 1.0
_CANCEL_S = 0.2

log = structlog.get_logger(__name__)

T = TypeVar("T")


class StoreSilentError(SettingsError):
    """A store did not answer in time."""


class SchemaOutdatedError(asyncpg.InterfaceError):
    """The archive lacks migrations, and must not be used."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store that is waited for: its name, its setting and the errors of asking it."""

    name: str
    setting: str
    errors: tuple[type[Exception], ...]
    refuses: Callable[[Exception], bool]
    """Returns whether an error is an answer, which waiting does not change."""


REDIS = Store(
    "Redis",
    "AUCTION_REDIS_URL",
    (RedisError, OSError),
    lambda error: isinstance(error, AuthenticationError),
)
POSTGRES = Store(
    "PostgreSQL",
    "AUCTION_DATABASE_URL",
    (*UNAVAILABLE, asyncpg.PostgresError, ValueError),
    lambda error: (
        isinstance(error, SchemaOutdatedError | ValueError) or not isinstance(error, UNAVAILABLE)
    ),
)


async def answered(
    store: Store, ask: Callable[[], Coroutine[Any, Any, T] | Awaitable[T]], *, within_s: float
) -> T:
    """Ask a store until it answers, with a line in the log each second; return its answer.

    With `within_s` 0 it is asked once. Raises StoreSilentError, or SettingsError if the store refuses.
    """
    now = asyncio.get_running_loop().time
    deadline = now() + within_s
    while True:
        attempt = asyncio.ensure_future(ask())
        try:
            reason = "no reply"
            while not (await asyncio.wait([attempt], timeout=LINE_EVERY_S))[0]:
                if within_s and now() >= deadline:
                    break
                _log(store, deadline - now(), reason)
            else:
                return attempt.result()
        except store.errors as error:
            reason = " ".join((str(error) or type(error).__name__).split())
            if store.refuses(error):
                raise SettingsError(_refusal(store, error, reason)) from None
        finally:
            attempt.cancel()
            await asyncio.wait([attempt], timeout=_CANCEL_S)
        if now() >= deadline:
            raise StoreSilentError(f"{store.setting}: {store.name} does not answer: {reason}")
        _log(store, deadline - now(), reason)
        await asyncio.sleep(min(RETRY_S, max(deadline - now(), 0)))


def _refusal(store: Store, error: Exception, reason: str) -> str:
    if isinstance(error, SchemaOutdatedError):
        return f"{store.setting}: {reason}"
    return f"{store.setting}: {store.name} can't be used: {reason}"


def _log(store: Store, left_s: float, reason: str) -> None:
    log.warning("store_awaited", store=store.name, left_s=max(round(left_s), 0), reason=reason)
