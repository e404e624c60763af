"""Servers of Redis, and nodes, whose clock can be set while they run, by libfaketime."""

import os
from functools import cache
from pathlib import Path

import pytest


class WrongClock:
    """The clock of a process, which is the machine's until it is set."""

    def __init__(self, folder: Path, name: str = "redis") -> None:
        need_faketime()
        self._file = folder / f"clock-{name}"
        self.set(0)

    def set(self, ahead_s: int) -> None:
        """Set the clock ahead of the machine's, or behind with a negative number."""
        written = self._file.with_suffix(".new")
        written.write_text(f"{ahead_s:+d}\n")
        written.rename(self._file)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the process. Its monotonic clock is the machine's."""
        return {
            "LD_PRELOAD": str(_libraries()[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


def need_faketime() -> None:
    """Skip the test where libfaketime is missing, except in a run of all checks."""
    if not has_faketime():
        assert "CI" not in os.environ, "faketime isn't installed"
        pytest.skip("faketime isn't installed")


def has_faketime() -> bool:
    """Return whether libfaketime is installed."""
    return bool(_libraries())


@cache
def _libraries() -> list[Path]:
    return sorted(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"))
