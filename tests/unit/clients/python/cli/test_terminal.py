"""Text for a terminal: hidden characters are escaped, and the end of the reader is no failure."""

import io
import os
import subprocess
import sys

import pytest

from clients.python.cli.terminal import DONE, run_in_terminal, visible
from tests.nodes import ROOT


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
    program = (
        "from clients.python.cli.terminal import run_in_terminal\n"
        "import sys\n"
        "sys.exit(run_in_terminal(lambda: print('x') or 5))\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (DONE, b"")
