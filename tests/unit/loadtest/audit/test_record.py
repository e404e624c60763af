"""The reader of a run's evidence: an unusable part is named."""

from pathlib import Path

import pytest

from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from loadtest.evidence import Log, UnusableError
from tests.unit.loadtest.audit.falsifying import write
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


def _unusable(directory: Path) -> str:
    with pytest.raises(UnusableError) as raised:
        judge(read(directory))
    return str(raised.value)


@pytest.mark.parametrize("name", ["hot.json", "archive.json"])
def test_a_file_that_is_missing_or_broken_is_named(sale: Json, tmp_path: Path, name: str) -> None:
    write(sale, tmp_path)
    (tmp_path / name).write_text("[1, 2")
    assert _unusable(tmp_path).startswith(f"{name}: ")
    (tmp_path / name).unlink()
    assert _unusable(tmp_path) == f"{name} is missing"


def test_an_empty_directory_is_no_evidence(sale: Json, tmp_path: Path) -> None:
    assert _unusable(tmp_path / "absent").endswith("is not a directory")
    assert _unusable(tmp_path).endswith("holds no log, or only empty ones")
    write({**sale, "hot": {}}, tmp_path)
    assert _unusable(tmp_path) == "hot.json holds no item"


def test_a_line_that_can_not_be_read_is_named(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    (tmp_path / "client-2.jsonl").write_text(
        '{"k":"unconfirmed","t":1,"bid_id":"b","item_id":"i","reason":""}\n{"k":'
    )
    assert _unusable(tmp_path).startswith("client-2.jsonl, line 2: ")


def test_a_line_of_an_unknown_kind_is_named(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    (tmp_path / "client-2.jsonl").write_text('{"k":"guessed","t":1}\n')
    assert _unusable(tmp_path).startswith("client-2.jsonl, line 1: ")


def test_a_log_that_was_not_finished_is_no_evidence(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    client = Log(tmp_path, "client-2")
    assert _unusable(tmp_path) == "client-2.jsonl.part was never finished: its client was killed"
    client.close()
    read(tmp_path)
