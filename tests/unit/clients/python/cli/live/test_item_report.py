"""An item that is watched: lines or JSON."""

import json
from argparse import Namespace
from pathlib import Path

import pytest
from msgspec.structs import replace

from auction_client.cli.live.item_report import ItemLines
from auction_client.cli.logins import LoginFile
from auction_client.cli.output import Output
from auction_client.cli.session import Session
from auction_client.connecting.reconnecting import ConnectionStatus
from tests.unit.clients.python.cli.items import BID, OPEN, a_view

SILENT, LIVE = ConnectionStatus("silent", 61.0), ConnectionStatus("live", 70.0)


def a_session(tmp_path: Path, *, as_json: bool = False) -> Session:
    options = Namespace(url="http://x", token=None)
    return Session(options, Output(as_json=as_json), LoginFile(tmp_path / "logins.json"))


def test_lines_are_printed_as_they_happen_and_a_silence_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = ItemLines(a_session(tmp_path))
    report.show(a_view())
    report.connection(SILENT)
    report.connection(LIVE)
    report.show(a_view(OPEN, BID))
    out, err = capsys.readouterr()
    assert ["open" in out.splitlines()[0], "bid" in out.splitlines()[1]] == [True, True]
    assert err.splitlines()[0].startswith("no answer from http://x since ")
    assert err.splitlines()[1] == "http://x answers again"


def test_programs_get_the_state_of_the_connection_between_the_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = ItemLines(a_session(tmp_path, as_json=True))
    report.show(a_view())
    report.connection(SILENT)
    report.show(a_view(replace(OPEN, server_time=9)))
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["item_id"] == "lamp"
    assert second == {"connection_state": "silent", "last_message_at": 61_000}
