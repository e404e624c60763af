"""The server and the token of a command: options first, then the kept login."""

import asyncio
import time
from argparse import Namespace
from pathlib import Path

import pytest

from auction_client.cli import session as module
from auction_client.cli.logins import Login, LoginFile
from auction_client.cli.output import Output
from auction_client.cli.session import DEFAULT_URL, Session
from auction_client.errors import WrongUsage

ANN = Login(user_id="ann", handle="Ann#k3f9q", role="bidder", token="t1")
HERE = "http://127.0.0.1:1"


@pytest.fixture
def file(tmp_path: Path) -> LoginFile:
    return LoginFile(tmp_path / "logins.json")


def a_session(file: LoginFile, url: str | None = None, token: str | None = None) -> Session:
    return Session(Namespace(url=url, token=token), Output(as_json=False), file)


def test_the_last_logins_server_and_token_are_used(file: LoginFile) -> None:
    assert a_session(file).url == DEFAULT_URL
    file.keep(HERE, ANN)
    kept = a_session(file)
    assert (kept.url, kept.require_token(), kept.me) == (HERE, "t1", ANN.handle)


def test_a_token_is_sent_to_its_own_server_only(file: LoginFile) -> None:
    file.keep(HERE, ANN)
    other = a_session(file, "http://127.0.0.1:2/")
    assert (other.url, other.token) == ("http://127.0.0.1:2", None)
    with pytest.raises(WrongUsage, match="not logged in"):
        other.require_token()


def test_options_come_first(file: LoginFile) -> None:
    file.keep(HERE, ANN)
    given = a_session(file, HERE, "t2")
    assert (given.require_token(), given.me) == ("t2", None)


def test_a_broken_file_stops_nobody_who_names_server_and_token(file: LoginFile) -> None:
    file.path.write_text("broken")
    assert a_session(file, HERE, "t2").token == "t2"
    with pytest.raises(WrongUsage):
        a_session(file)


async def test_a_silent_server_is_announced_once_unless_it_need_not_answer(
    file: LoginFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER_S", 0.01)
    session = a_session(file, HERE)
    async with session.rest():
        await asyncio.sleep(0.05)
    assert capsys.readouterr().err == f"no answer from {HERE} for 3 seconds; still waiting\n"
    async with session.rest():
        session.answered()
        await asyncio.sleep(0.05)
    assert capsys.readouterr().err == ""


async def test_a_server_that_goes_on_answering_is_not_silent(
    file: LoginFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "SILENT_AFTER_S", 0.05)
    async with a_session(file, HERE).rest() as rest:
        rest.http.last_message_at = time.time() + 1_000
        await asyncio.sleep(0.15)
    assert capsys.readouterr().err == ""
