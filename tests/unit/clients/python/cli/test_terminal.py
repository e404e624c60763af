"""Text for a terminal: hidden characters are escaped, and the end of the reader is no failure."""

import getpass
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auction_client.cli.terminal import DONE, is_text, login_name, run_in_terminal, visible
from auction_client.errors import WrongUsage
from tests.nodes import ROOT

PROGRAM = (
    "from auction_client.cli.terminal import run_in_terminal\n"
    "import sys\n"
    "sys.exit(run_in_terminal(lambda: print('x') or 5))\n"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann Smith", "Ann Smith"),
        ("Zoë 李雷 👍", "Zoë 李雷 👍"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x9b2J", "\\x9b2J"),
        ("\u202ennA", "\\u202ennA"),
        ("A\u200bnn", "A\\u200bnn"),
        ("A\u2028B", "A\\u2028B"),
        ("A\u3164", "A\\u3164"),
        ("A\U000e0041", "A\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("A\u00a0B\u2003C", "A B C"),
    ],
)
def test_every_hidden_character_is_escaped_and_no_other(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_character_that_the_encoding_does_not_have_is_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for encoding in ("ascii", "latin-1", "utf-8"):
        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
        assert run_in_terminal(lambda: min(7, sys.stdout.write("Zoë 李 seven"))) == 7
        assert written.getvalue().startswith(b"Zo")


def test_a_command_ends_quietly_when_nobody_reads_its_output() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (DONE, b"")


@pytest.mark.parametrize("error", [KeyError("uid not found"), OSError("no login"), ImportError()])
def test_an_account_without_a_name_is_asked_for_one(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def unnamed() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", unnamed)
    with pytest.raises(WrongUsage, match="--name is needed"):
        login_name()


def test_an_output_that_cannot_be_written_is_one_line_and_status_2() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)


def test_an_argument_that_could_not_be_decoded_is_no_text() -> None:
    assert [is_text(value) for value in ("Zoë 👍", "", None, 7, 0.5)] == [True] * 5
    assert not is_text(b"\xff".decode("utf-8", "surrogateescape"))
