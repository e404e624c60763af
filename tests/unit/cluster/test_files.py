"""The lock of the cluster that runs in a data directory."""

from pathlib import Path

import pytest

from server.cluster.files import only_cluster, pid_of
from server.settings import SettingsError


def test_the_cluster_of_a_data_directory_is_found_by_its_pid(tmp_path: Path) -> None:
    for pid in (12_345, 6):
        with only_cluster(tmp_path, pid):
            assert pid_of(tmp_path) == pid


def test_a_data_directory_has_one_cluster(tmp_path: Path) -> None:
    with (
        only_cluster(tmp_path, 1),
        pytest.raises(SettingsError, match=r"runs in .* already"),
        only_cluster(tmp_path, 2),
    ):
        pass
    with only_cluster(tmp_path, 3):
        pass


def test_without_a_cluster_there_is_no_pid(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no cluster runs"):
        pid_of(tmp_path)
    with only_cluster(tmp_path, 1):
        pass
    with pytest.raises(SettingsError, match="no cluster runs"):
        pid_of(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"AUCTION_DATA_DIR: .*file"):
        pid_of(tmp_path / "file")
