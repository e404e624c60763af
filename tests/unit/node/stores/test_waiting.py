"""At the start a silent store is waited for, with a line each second, and a refusal ends the wait."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from redis import AuthenticationError, BusyLoadingError, RedisError
from structlog.testing import capture_logs

from server.node.stores.waiting import (
    POSTGRES,
    REDIS,
    SchemaOutdatedError,
    Store,
    StoreSilentError,
    answered,
)
from server.settings import SettingsError
from tests.virtual_time import in_virtual_time


def failing(error: Exception, times: int) -> Callable[[], Awaitable[str]]:
    """Return a call that fails so many times before it answers."""
    left = times

    async def ask() -> str:
        nonlocal left
        left -= 1
        if left >= 0:
            raise error
        return "answer"

    return ask


async def silent() -> str:
    """Never answer."""
    await asyncio.Event().wait()
    return "never"


SILENT = [
    pytest.param(REDIS, RedisError("Connection refused"), id="Redis refuses the connection"),
    pytest.param(REDIS, BusyLoadingError("loading"), id="Redis loads its file"),
    pytest.param(REDIS, OSError("unreachable"), id="Redis' host is unreachable"),
    pytest.param(POSTGRES, ConnectionRefusedError(), id="PostgreSQL refuses the connection"),
    pytest.param(POSTGRES, asyncpg.CannotConnectNowError("starting"), id="PostgreSQL starts"),
    pytest.param(POSTGRES, asyncpg.TooManyConnectionsError("full"), id="PostgreSQL is full"),
    pytest.param(POSTGRES, TimeoutError(), id="PostgreSQL does not answer"),
]


@pytest.mark.parametrize(("store", "error"), SILENT)
@in_virtual_time
async def test_a_silent_store_is_asked_again_each_second_with_a_line(
    store: Store, error: Exception
) -> None:
    began = asyncio.get_running_loop().time()
    with capture_logs() as logs:
        assert await answered(store, failing(error, 3), within_s=30) == "answer"
    assert round(asyncio.get_running_loop().time() - began) == 3
    assert [(line["event"], line["store"], line["left_s"]) for line in logs] == [
        ("store_awaited", store.name, left_s) for left_s in (30, 29, 28)
    ]


@pytest.mark.parametrize(("store", "error"), SILENT)
@in_virtual_time
async def test_a_store_that_stays_silent_is_named_with_its_setting(
    store: Store, error: Exception
) -> None:
    with pytest.raises(StoreSilentError, match=f"^{store.setting}: {store.name} does not answer"):
        await answered(store, failing(error, 1_000), within_s=5)
    assert round(asyncio.get_running_loop().time()) == 5


@in_virtual_time
async def test_a_store_that_accepts_and_never_answers_is_given_up_in_time() -> None:
    with capture_logs() as logs, pytest.raises(StoreSilentError, match="no reply"):
        await answered(POSTGRES, silent, within_s=5)
    assert round(asyncio.get_running_loop().time()) == 5
    assert [line["left_s"] for line in logs] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("store", "error", "text"),
    [
        (REDIS, AuthenticationError("wrong password"), "Redis can't be used: wrong password"),
        (POSTGRES, asyncpg.InvalidPasswordError("no"), "PostgreSQL can't be used: no"),
        (POSTGRES, asyncpg.InvalidCatalogNameError("none"), "PostgreSQL can't be used: none"),
        (POSTGRES, ValueError("not a URL"), "PostgreSQL can't be used: not a URL"),
        (POSTGRES, SchemaOutdatedError("run the migrations"), "run the migrations"),
    ],
)
@in_virtual_time
async def test_a_refusal_ends_the_wait_at_once(store: Store, error: Exception, text: str) -> None:
    with pytest.raises(SettingsError, match=f"^{store.setting}: {text}$") as raised:
        await answered(store, failing(error, 1), within_s=30)
    assert not isinstance(raised.value, StoreSilentError)
    assert asyncio.get_running_loop().time() < 1


@in_virtual_time
async def test_without_a_wait_a_store_is_asked_once() -> None:
    with capture_logs() as logs, pytest.raises(StoreSilentError):
        await answered(REDIS, failing(OSError("unreachable"), 1), within_s=0)
    assert (logs, await answered(REDIS, failing(OSError(), 0), within_s=0)) == ([], "answer")
