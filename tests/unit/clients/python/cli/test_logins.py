"""The logins that are kept: for their user alone, whole, and each for its own server."""

import stat
from pathlib import Path

import pytest

from auction_client.cli.logins import Login, LoginFile, Logins
from auction_client.errors import WrongUsage

ANN = Login(user_id="ann", handle="Ann#k3f9q", role="bidder", token="t1")
BOB = Login(user_id="bob", handle="Bob#b", role="bidder", token="t2")
HERE, THERE = "http://127.0.0.1:1", "http://127.0.0.1:2"


@pytest.fixture
def file(tmp_path: Path) -> LoginFile:
    return LoginFile(tmp_path / "auction" / "logins.json")


def test_a_login_is_kept_for_its_server_and_the_last_one_is_remembered(file: LoginFile) -> None:
    file.keep(HERE, ANN)
    file.keep(THERE, BOB)
    assert file.read().logins == {HERE: ANN, THERE: BOB}
    assert file.read().server == THERE
    assert file.forget(THERE)
    assert not file.forget(THERE)
    assert file.read().logins == {HERE: ANN}


def test_only_the_user_can_read_the_file_whatever_its_mode_was(file: LoginFile) -> None:
    file.keep(HERE, ANN)
    file.path.chmod(0o644)
    file.keep(HERE, BOB)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert list(file.path.parent.iterdir()) == [file.path]


def test_without_a_file_nobody_is_logged_in(file: LoginFile) -> None:
    assert file.read().logins == {}


@pytest.mark.parametrize("content", ["", "[]", '{"logins": {"x": {}}}', "\x00"])
def test_a_broken_file_is_named(file: LoginFile, content: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(content)
    with pytest.raises(WrongUsage, match=r"logins\.json holds no logins"):
        file.read()


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "auction").write_text("a file, and no folder")
    with pytest.raises(WrongUsage, match="can't be"):
        LoginFile(tmp_path / "auction" / "folder" / "logins.json").keep(HERE, ANN)
    with pytest.raises(WrongUsage, match="can't be read"):
        LoginFile(tmp_path).read()


def test_a_failed_write_leaves_nothing_behind(file: LoginFile) -> None:
    file.path.mkdir(parents=True)  # a folder stands in the place of the file
    with pytest.raises(WrongUsage, match="can't be written"):
        file._write(Logins())
    assert list(file.path.parent.iterdir()) == [file.path]


def test_the_usual_place_is_the_users_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert LoginFile().path == tmp_path / "auction" / "logins.json"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert LoginFile().path == tmp_path / ".config" / "auction" / "logins.json"
