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
from server.embedded.places import Place
from server.embedded.process import run_to_end
from server.embedded.reasons import last_error

SUPERUSER = "auction"

_HALF_MADE = "postgres-new-"
_BUILTIN_LOCALE_SINCE = 17


async def ensure_cluster(place: Place, binaries: PostgresBinaries, account: Account) -> None:
    """Ensure a cluster that these binaries can serve and the account owns; raises EmbeddedError."""
    if await asyncio.to_thread(_is_missing, place):
        half_made = await asyncio.to_thread(_begin, place, account)
        await _initdb(half_made, place, binaries, account)
        await asyncio.to_thread(_finish, half_made, place)
    await asyncio.to_thread(_check_version, place, binaries)
    await asyncio.to_thread(hand_over, place.data, account)


def _is_missing(place: Place) -> bool:
    for half_made in place.data_dir.glob(f"{_HALF_MADE}*"):
        shutil.rmtree(half_made, ignore_errors=True)
    return not place.data.exists()


def _begin(place: Place, account: Account) -> Path:
    half_made = Path(tempfile.mkdtemp(prefix=_HALF_MADE, dir=place.data_dir))
    hand_over(half_made, account)
    return half_made


async def _initdb(
    half_made: Path, place: Place, binaries: PostgresBinaries, account: Account
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
        log_file=place.log_file,
        account=account,
        orphan_signal=signal.SIGTERM,
    )
    if exit_code != 0:
        raise EmbeddedError(
            f"PostgreSQL can't make its files: {last_error(place.log_file)} "
            f"(more in {place.log_file})"
        )


def _finish(half_made: Path, place: Place) -> None:
    half_made.rename(place.data)
    descriptor = os.open(place.data_dir, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_version(place: Place, binaries: PostgresBinaries) -> None:
    version_file = place.data / "PG_VERSION"
    if not version_file.exists():
        raise EmbeddedError(f"{place.data} is not a directory of PostgreSQL: move it elsewhere")
    written_by = version_file.read_text().strip()
    if written_by != str(binaries.major):
        raise EmbeddedError(
            f"{place.data} was written by PostgreSQL {written_by}, and {binaries.postgres} is "
            f"{binaries.major}: use the same version, or set another AUCTION_DATA_DIR"
        )
