"""Secrets are read from the files that variables name."""

from pathlib import Path

import pytest

from server.secret_files import (
    FILE_BYTES_MAX,
    SECRETS,
    SecretFileError,
    secrets_in_files,
    variables,
)
from server.settings import Settings


def test_only_settings_can_stand_in_files() -> None:
    assert set(SECRETS) <= Settings.model_fields.keys()


def test_every_secret_is_read_without_the_white_space_around_it(tmp_path: Path) -> None:
    environment = {}
    for variable in variables():
        (tmp_path / variable).write_text(f"{variable} of a test\n")
        environment[variable] = str(tmp_path / variable)
    found = secrets_in_files(environment)
    assert found == {name: f"AUCTION_{name.upper()}_FILE of a test" for name in SECRETS}


def test_an_empty_variable_names_no_file() -> None:
    assert secrets_in_files({"AUCTION_SECRET_FILE": "", "AUCTION_SECRET": "a secret"}) == {}


def test_a_secret_in_a_file_and_another_in_a_variable_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("one\n")
    environment = {"AUCTION_SECRET_FILE": str(tmp_path / "secret"), "AUCTION_SECRET": "one"}
    assert secrets_in_files(environment) == {"secret": "one"}
    environment["AUCTION_SECRET"] = "another"
    with pytest.raises(SecretFileError, match=r"^AUCTION_SECRET_FILE: AUCTION_SECRET is set, too$"):
        secrets_in_files(environment)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\n", "the file is empty"),
        (b"\xff\xfe", "the file is not UTF-8"),
        (b"a" * (FILE_BYTES_MAX + 1), "the file is too long"),
    ],
)
def test_a_file_without_a_secret_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(SecretFileError) as refused:
        secrets_in_files({"AUCTION_SECRET_FILE": str(file)})
    assert str(refused.value) == f"AUCTION_SECRET_FILE: {reason}: {file}"
