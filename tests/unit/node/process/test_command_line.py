"""The ends of a command: its exit status, one line on standard error, and never a traceback."""

import io
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from server.embedded import EmbeddedError
from server.node.process import command_line
from server.node.process.command_line import run_command, warn_of_unknown_variables
from server.settings import SettingsError
from tests.nodes import ROOT


@pytest.fixture(autouse=True)
def logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the logs of the test process alone: other tests read them."""
    monkeypatch.setattr(command_line, "configure_logs", lambda: None)


def failing(error: BaseException) -> int:
    raise error


def run_program(program: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    """Run Python code in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-c", f"import sys\n{program}"],
        cwd=ROOT,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )


RUN = "from server.node.process.command_line import run_command\nsys.exit(run_command(lambda: {}))"


def test_a_commands_status_is_returned() -> None:
    assert [run_command(lambda: 0), run_command(lambda: 1)] == [0, 1]


@pytest.mark.parametrize(
    "error",
    [
        SettingsError("AUCTION_PORT: wrong\n  in two lines"),
        EmbeddedError("the store"),
        asyncpg.UndefinedTableError("no table"),
        asyncpg.InterfaceError("no connection"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_status_2(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(lambda: failing(error)) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_an_interrupted_command_has_the_status_of_a_signal() -> None:
    assert run_command(lambda: failing(KeyboardInterrupt())) == 130


def test_a_command_ends_quietly_when_nobody_reads_its_output() -> None:
    for act in ("print('x') or 5", "print('x', flush=True) or 5", "[print('x'), sys.exit(3)]"):
        reading, writing = os.pipe()
        os.close(reading)
        ended = run_program(RUN.format(act), stdout=writing)
        os.close(writing)
        assert (ended.returncode, ended.stderr) == (0, b"")


def test_an_output_that_cannot_be_written_is_one_line_and_status_2() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run_program(RUN.format("print('x') or 5"), stdout=full)
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)


def test_a_command_runs_with_closed_outputs() -> None:
    for closed in ("1>&-", "2>&-", "1>&- 2>&-"):
        program = f"import sys\n{RUN.format('print(1) or 5')}"
        ended = subprocess.run(
            ["/bin/sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, program],
            cwd=ROOT,
            check=False,
        )
        assert ended.returncode == 5


def test_a_log_line_that_nobody_reads_fails_nothing() -> None:
    program = (
        "import structlog\nfrom server.node.process.logs import configure_logs\nconfigure_logs()\n"
        "for _ in range(3): structlog.get_logger().warning('x')\n"
        "import logging; logging.getLogger('y').warning('x')\nprint('done')"
    )
    reading, writing = os.pipe()
    os.close(reading)
    ended = run_program(program, stderr=writing)
    os.close(writing)
    assert (ended.returncode, ended.stdout) == (0, b"done\n")


def test_a_character_that_the_encoding_does_not_have_is_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert run_command(lambda: min(0, sys.stdout.write("Zoë"))) == 0
    assert written.getvalue() == rb"Zo\xeb"


def test_an_unknown_variable_is_warned_of_once_with_the_one_that_may_be_meant() -> None:
    with capture_logs() as logs:
        warn_of_unknown_variables(
            {"AUCTION_PROT": "1", "AUCTION_PORT": "1", "AUCTION_XYZ": "secret"}
        )
    assert logs == [
        {
            "event": "variable_unknown",
            "log_level": "warning",
            "name": "AUCTION_PROT",
            "meant": "AUCTION_PORT",
        },
        {"event": "variable_unknown", "log_level": "warning", "name": "AUCTION_XYZ"},
    ]
