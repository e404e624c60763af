"""The paths of an embedded store, and the ownership of its data directory.

    <data_dir>/valkey/       <data_dir>/postgres/       the data
    <data_dir>/valkey.log    <data_dir>/postgres.log    the server's log
    <data_dir>/valkey.lock   <data_dir>/postgres.lock   locked by the owner: its pid, the store's URL
    <tempdir>/auction-<uid>-<hash of data_dir>-<store>/ the socket, for this account only

The sockets are not in the data directory because a socket's path has a limit of about 100 bytes.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.embedded.errors import EmbeddedError

_SOCKET_PATH_BYTES_MAX = 100  # the kernel's own limit is 107 on Linux and 103 on macOS
_LONGEST_SOCKET = ".s.PGSQL.5432"
_SETTINGS = {"valkey": "AUCTION_REDIS_URL", "postgres": "AUCTION_DATABASE_URL"}


@dataclass(frozen=True, slots=True)
class StorePaths:
    """The files and directories of one store, which may not exist yet."""

    data_dir: Path
    data: Path
    log_file: Path
    lock_file: Path
    sockets: Path


def store_paths(data_dir: Path, store: str) -> StorePaths:
    """Return a store's paths, all of them absolute."""
    data_dir = data_dir.resolve()
    return StorePaths(
        data_dir=data_dir,
        data=data_dir / store,
        log_file=data_dir / f"{store}.log",
        lock_file=data_dir / f"{store}.lock",
        sockets=_socket_dir(data_dir, store),
    )


@contextmanager
def owned(paths: StorePaths, url: str) -> Iterator[None]:
    """Own a store's data while inside; raises EmbeddedError if another process does.

    The kernel releases the lock when this process dies for any reason.
    """
    try:
        paths.data_dir.mkdir(parents=True, exist_ok=True)
        lock = paths.lock_file.open("a+")
    except OSError as error:
        raise EmbeddedError(
            f"AUCTION_DATA_DIR: the data directory can't be written to: {error}"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(_in_use(paths)) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n{url}\n")
        lock.flush()
        yield


@contextmanager
def private_dir(path: Path, *, uid: int | None = None) -> Iterator[None]:
    """Provide a directory that only this account, or the account `uid`, can enter; removes it at the end.

    Any account can create files in the temporary directory, so the owner of an existing directory is
    checked. Raises EmbeddedError if it belongs to another account.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    ours = {os.geteuid(), os.geteuid() if uid is None else uid}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise EmbeddedError(f"{path} belongs to another account: remove it, or set another TMPDIR")
    path.chmod(0o700)
    if uid is not None:
        os.chown(path, uid, uid)
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)


def make_data_dir(paths: StorePaths) -> None:
    """Create the directory of a store's data, for this account only."""
    paths.data.mkdir(mode=0o700, exist_ok=True)


def _socket_dir(data_dir: Path, store: str) -> Path:
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:8]
    name = f"auction-{os.geteuid()}-{digest}-{store}"
    path = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(path / _LONGEST_SOCKET)) > _SOCKET_PATH_BYTES_MAX:
        path = Path("/tmp") / name  # noqa: S108 - `private_dir` refuses one that isn't ours
    return path


def _in_use(paths: StorePaths) -> str:
    pid, _ = _read_lock(paths.lock_file)
    urls = {
        setting: _read_lock(store_paths(paths.data_dir, store).lock_file)[1]
        for store, setting in _SETTINGS.items()
    }
    share = " and ".join(f"{setting}='{url}'" for setting, url in urls.items())
    return (
        f"the data directory {paths.data_dir} is in use by process {pid}: "
        f"to share its stores set {share}; for stores of its own set another AUCTION_DATA_DIR"
    )


def _read_lock(lock_file: Path) -> tuple[str, str]:
    """Return the owner's pid and the store's URL, with `?` for each that isn't known."""
    try:
        lines = lock_file.read_text().splitlines()
    except OSError:
        lines = []
    pid, url = [*lines, "?", "?"][:2]
    return pid, url
