"""PostgreSQL's programs: a missing one and a failed one are named."""

from pathlib import Path

import pytest

from persistence.backups.programs import BackupError, dump, load

URL = "postgresql://127.0.0.1:1/auction"


async def test_a_program_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="pg_dump is not on PATH"):
        await dump(URL, tmp_path / "auction.dump")


async def test_a_backup_that_fails_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, file = tmp_path / "bin/pg_dump", tmp_path / "auction.dump"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    for text, code in (("first", 0), ("half of the sec", 1)):
        program.write_text(f'#!/bin/sh\nprintf "{text}" > "${{3#--file=}}"\nexit {code}\n')
        program.chmod(0o755)
        if code:
            with pytest.raises(BackupError, match="pg_dump has failed"):
                await dump(URL, file)
        else:
            await dump(URL, file)
    assert file.read_text() == "first"
    left = sorted(each.name for each in tmp_path.iterdir())  # noqa: ASYNC240 - nothing else runs
    assert left == ["auction.dump", "bin"]


async def test_a_failure_is_described_as_the_program_does_and_no_command_has_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_restore"
    program.write_text('#!/bin/sh\necho "$1 with $PGPASSWORD: can not read $6" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(
        BackupError, match=r"//ann@127\.0\.0\.1:1/auction with p@ss: can not read a-file"
    ):
        await load("postgresql://ann:p%40ss@127.0.0.1:1/auction", Path("a-file"))
