"""The paths of the embedded stores, and directories that only one account can enter."""

import os
from pathlib import Path
from stat import S_IMODE

import pytest

from server.embedded.errors import EmbeddedError
from server.embedded.paths import owned, private_dir, store_paths


def test_all_paths_are_absolute_and_depend_on_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = store_paths(Path("data"), "valkey")
    assert paths.data == tmp_path / "data" / "valkey"
    assert paths.sockets.is_absolute()
    assert store_paths(tmp_path / "data", "valkey") == paths
    assert store_paths(tmp_path / "other", "valkey").sockets != paths.sockets
    assert store_paths(tmp_path / "data", "postgres").sockets != paths.sockets


def test_the_path_of_a_socket_is_short_however_long_the_temporary_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("long" * 25)))
    assert len(os.fsencode(store_paths(tmp_path, "postgres").sockets / ".s.PGSQL.5432")) <= 100


def test_an_owner_leaves_its_pid_and_the_url_in_the_lock(tmp_path: Path) -> None:
    paths = store_paths(tmp_path, "valkey")
    with owned(paths, "unix:///here"):
        assert paths.lock_file.read_text().splitlines() == [str(os.getpid()), "unix:///here"]


def test_a_data_directory_has_the_next_owner_after_the_last(tmp_path: Path) -> None:
    paths = store_paths(tmp_path, "valkey")
    for url in ("unix:///first", "unix:///second"):
        with owned(paths, url):
            assert url in paths.lock_file.read_text()


def test_a_data_directory_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(EmbeddedError, match="can't be written to"),
        owned(store_paths(tmp_path / "file" / "data", "valkey"), "unix:///here"),
    ):
        pytest.fail("owned")


def test_a_private_directory_is_for_its_account_only_and_removed_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "sockets"
    with private_dir(path):
        (path / "socket").touch()
        assert S_IMODE(path.stat().st_mode) == 0o700
    assert not path.exists()


def test_an_existing_directory_of_the_account_is_made_private(tmp_path: Path) -> None:
    path = tmp_path / "sockets"
    path.mkdir(mode=0o755)
    with private_dir(path):
        assert S_IMODE(path.stat().st_mode) == 0o700
