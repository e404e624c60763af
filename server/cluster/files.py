"""The files of a cluster in the data directory: its lock, which holds its pid, and the nodes' logs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.settings import SettingsError


def logs_of(data_dir: Path) -> Path:
    """Make and return the folder of the logs; raises SettingsError."""
    folder = data_dir / "cluster"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"AUCTION_DATA_DIR: {error.strerror}: {folder}") from None
    return folder


@contextmanager
def only_cluster(data_dir: Path, pid: int) -> Iterator[None]:
    """Be the one cluster of a data directory while inside; raises SettingsError if there is another.

    The kernel releases the lock when this process ends for any reason.
    """
    with _lock_file(data_dir).open("a+") as lock:
        if not _locked(lock.fileno()):
            raise SettingsError(f"AUCTION_DATA_DIR: a cluster runs in {data_dir} already")
        lock.truncate(0)
        lock.write(str(pid))
        lock.flush()
        yield


def pid_of(data_dir: Path) -> int:
    """Return the pid of the cluster that runs in a data directory; raises SettingsError if none does."""
    with _lock_file(data_dir).open("a+") as lock:
        if _locked(lock.fileno()):
            raise SettingsError(f"AUCTION_DATA_DIR: no cluster runs in {data_dir}")
        lock.seek(0)
        return int(lock.read())


def _lock_file(data_dir: Path) -> Path:
    return logs_of(data_dir) / "lock"


def _locked(descriptor: int) -> bool:
    """Take the lock, if no other process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
