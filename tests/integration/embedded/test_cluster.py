"""PostgreSQL's files are made completely or not at all, and checked on every start."""

from pathlib import Path

import pytest

from server.embedded import EmbeddedError, embedded_postgres
from tests.integration.embedded.embedded_stores import (
    TRIES,
    only_linux,
    owning,
    running,
)
from tests.timeouts import eventually

pytestmark = only_linux


def half_made(data_dir: Path) -> list[Path]:
    return list(data_dir.glob("postgres-new-*/PG_VERSION"))


def directories(data_dir: Path) -> set[str]:
    return {path.name for path in data_dir.iterdir() if path.is_dir()}


async def test_a_first_start_that_was_killed_half_way_is_repeated(tmp_path: Path) -> None:
    for number in range(TRIES):  # a busy machine may let the owner finish before it is killed
        data_dir = tmp_path / str(number)
        data_dir.mkdir()
        with owning(data_dir):
            await eventually(lambda folder=data_dir: bool(half_made(folder)))  # type: ignore[misc]
        if not (data_dir / "postgres").exists():
            break
    assert not (data_dir / "postgres").exists()
    (data_dir / "postgres-new-older").mkdir()
    async with running(data_dir) as stores:
        await stores.add()
    assert directories(data_dir) == {"postgres", "valkey"}


async def test_data_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match=r"was written by PostgreSQL 12.*AUCTION_DATA_DIR"):
        await embedded_postgres(tmp_path).__aenter__()
