"""PostgreSQL's own programs for backups, which have to be on PATH in a version that fits the server."""

import asyncio
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

MISSING = "is not on PATH; install the client programs of PostgreSQL in the version of the server"


class BackupError(Exception):
    """A backup can't be made or restored. The message says why."""


async def dump(database_url: str, file: Path) -> None:
    """Write a backup of the database as it stands at this moment; nodes may go on. Raises BackupError.

    The file of an earlier backup is replaced once the new one is whole.
    """
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        await _run(database_url, "pg_dump", "--format=custom", f"--file={unfinished}")
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


async def load(database_url: str, file: Path) -> None:
    """Replace the contents of the database by a backup, in one transaction; raises BackupError."""
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    await _run(database_url, "pg_restore", *options, str(file))


async def _run(database_url: str, program: str, *arguments: str) -> None:
    parts = urlsplit(database_url)
    # Everybody on the machine can read a command, and its user alone the environment.
    user, at, host = parts.netloc.rpartition("@")
    open_url = urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}"))
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    try:
        process = await asyncio.create_subprocess_exec(
            *(program, f"--dbname={open_url}", *arguments),
            env={**os.environ, **secret},
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError:
        raise BackupError(f"{program} {MISSING}") from None
    _, said = await process.communicate()
    if process.returncode:
        raise BackupError(said.decode(errors="replace").strip() or f"{program} has failed")
