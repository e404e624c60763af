"""The command line of the tests keeps its logins in a folder of each test."""

from pathlib import Path

import pytest

from auction_client.cli import session


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which logins are kept."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr(session, "SILENT_AFTER_S", 60)  # a busy machine is no silent server
    for name in ("AUCTION_URL", "AUCTION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return folder
