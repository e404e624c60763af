"""A small disk that fills up: a tmpfs, which only root may mount."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

SIZE = "64m"
CHUNK = bytes(1 << 16)


def may_mount() -> bool:
    """Return whether this process may mount a disk."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


@asynccontextmanager
async def small_disk(folder: Path) -> AsyncIterator[None]:
    """Mount a small disk on an empty folder while inside."""
    await _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "auction", str(folder))
    try:
        yield
    finally:
        await _run("umount", "--lazy", str(folder))


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave not a byte free on the disk of a folder while inside."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(CHUNK)
    try:
        yield
    finally:
        ballast.unlink()


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait():
        raise OSError(f"{command[0]} has failed")
