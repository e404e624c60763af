"""Makes PostgreSQL's files on the first start, and checks them on every later one.

They are made in a directory beside their final place, which is then renamed. A node that is killed in
between leaves no incomplete cluster, only a directory that the next start removes.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from pathlib import Path

from server.embedded.account import Account, hand_over
from server.embedded.binaries import PostgresBinaries
from server.embedded.errors import EmbeddedError
from server.embedded.paths import StorePaths
from server.embedded.process import run_to_end
from server.embedded.reasons import last_error

SUPERUSER = "auction"

_HALF_MADE = "postgres-new-"
_BUILTIN_LOCALE_SINCE = 17


async def ensure_cluster(paths: StorePaths, binaries: PostgresBinaries, account: Account) -> None:
    """Ensure a cluster that these binaries can serve and the account owns; raises EmbeddedError."""
    if await asyncio.to_thread(_is_missing, paths):
        half_made = await asyncio.to_thread(_begin, paths, account)
        await _initdb(half_made, paths, binaries, account)
        await asyncio.to_thread(_finish, half_made, paths)
    await asyncio.to_thread(_check_version, paths, binaries)
    await asyncio.to_thread(hand_over, paths.data, account)


def _is_missing(paths: StorePaths) -> bool:
    for half_made in paths.data_dir.glob(f"{_HALF_MADE}*"):
        shutil.rmtree(half_made, ignore_errors=True)
    return not paths.data.exists()


def _begin(paths: StorePaths, account: Account) -> Path:
    half_made = Path(tempfile.mkdtemp(prefix=_HALF_MADE, dir=paths.data_dir))
    hand_over(half_made, account)
    return half_made


async def _initdb(
    half_made: Path, paths: StorePaths, binaries: PostgresBinaries, account: Account
) -> None:
    locale = ["--encoding", "UTF8", "--no-locale"]
    if binaries.major >= _BUILTIN_LOCALE_SINCE:
        locale += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    # `trust` is safe, because the only socket is in a directory that only this account can enter.
    exit_code = await run_to_end(
        (
            *(str(binaries.initdb), "--pgdata", str(half_made), "--no-instructions"),
            *("--username", SUPERUSER, "--auth", "trust", *locale),
        ),
        log_file=paths.log_file,
        account=account,
        orphan_signal=signal.SIGTERM,
    )
    if exit_code != 0:
        raise EmbeddedError(
            f"PostgreSQL can't make its files: {last_error(paths.log_file)} "
            f"(more in {paths.log_file})"
        )


def _finish(half_made: Path, paths: StorePaths) -> None:
    half_made.rename(paths.data)
    descriptor = os.open(paths.data_dir, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_version(paths: StorePaths, binaries: PostgresBinaries) -> None:
    version_file = paths.data / "PG_VERSION"
    if not version_file.exists():
        raise EmbeddedError(f"{paths.data} is not a directory of PostgreSQL: move it elsewhere")
    written_by = version_file.read_text().strip()
    if written_by != str(binaries.major):
        raise EmbeddedError(
            f"{paths.data} was written by PostgreSQL {written_by}, and {binaries.postgres} is "
            f"{binaries.major}: use the same version, or set another AUCTION_DATA_DIR"
        )
