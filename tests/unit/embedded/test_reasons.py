"""The reason of a store's death is found in the part of its log that it wrote, or on its disk."""

import shutil
from pathlib import Path

import pytest

from server.embedded.reasons import last_error, log_size, reason_of


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "store.log"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Error writing to the AOF file: No space left on device", "the disk is full"),
        (
            'FATAL:  could not open file "base": Permission denied',
            "a file or directory may not be used by this account",
        ),
        ("# Out Of Memory allocating 1000 bytes!", "there is too little memory"),
        ("bind: Address already in use", "its address is in use"),
        ("Can't chdir to '/x': No such file or directory", "a file or directory is missing"),
        ("PANIC:  could not fsync file: Input/output error", "its disk fails"),
        ("Bad file format reading the append only file", None),
    ],
)
def test_the_log_tells_the_reason(log_file: Path, line: str, reason: str | None) -> None:
    log_file.write_text(f"starting\n{line}\n")
    assert reason_of(log_file) == (reason, line)


def test_only_the_part_of_the_log_since_the_last_start_counts(log_file: Path) -> None:
    log_file.write_text("bind: Address already in use\n")
    since = log_size(log_file)
    assert reason_of(log_file, since=since) == (None, "its log is empty")
    with log_file.open("a") as file:
        file.write("No space left on device\n")
    assert reason_of(log_file, since=since).words == "the disk is full"


def test_a_log_that_was_begun_anew_is_read_from_its_beginning(log_file: Path) -> None:
    log_file.write_text("Permission denied\n")
    assert reason_of(log_file, since=1_000).line == "Permission denied"


def test_a_disk_without_room_is_the_reason_although_the_log_is_silent(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil._ntuple_diskusage(10**9, 10**9, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert reason_of(log_file).words == "the disk is full"


def test_a_store_that_was_killed_may_have_lacked_memory(log_file: Path) -> None:
    log_file.touch()
    assert "memory" in str(reason_of(log_file, exit_code=-9))
    assert reason_of(log_file, exit_code=1).words is None


def test_the_line_that_gives_the_reason_is_quoted_with_it(log_file: Path) -> None:
    log_file.write_text("bind: Address already in use\n*** FATAL ERROR ***\n")
    assert str(reason_of(log_file)) == "its address is in use (bind: Address already in use)"


def test_the_last_fatal_line_gives_the_error(log_file: Path) -> None:
    log_file.write_text("one\nFATAL: two\nthree\n\n")
    assert last_error(log_file) == "FATAL: two"
    log_file.write_text("one\nthree\n")
    assert last_error(log_file) == "three"
    assert last_error(log_file.with_name("none.log")) == "its log is empty"
