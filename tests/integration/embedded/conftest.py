"""Data directories of stores that have been started once and hold a bid each."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.embedded.embedded_stores import running


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data directory of such stores."""
    data_dir = tmp_path_factory.mktemp("first_start")

    async def start() -> None:
        async with running(data_dir) as stores:
            await stores.add()

    asyncio.run(start())
    return data_dir


@pytest.fixture
def open_data_dir(data_dir: Path) -> Iterator[Path]:
    """Yield a copy in a directory that every account can enter, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(shutil.copytree(data_dir, f"{folder}/data"))
        copy.chmod(0o755)
        yield copy
