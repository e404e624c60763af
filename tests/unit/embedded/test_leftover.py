"""Pid files, and processes that are left alone."""

import asyncio
import signal
from pathlib import Path

import pytest

from server.embedded.leftover import end_leftover, read_pid


@pytest.mark.parametrize(
    ("text", "pid"), [("17\n", 17), ("17\n/data\n", 17), ("", None), ("x", None)]
)
def test_the_first_line_of_a_pid_file_is_the_pid(
    tmp_path: Path, text: str, pid: int | None
) -> None:
    file = tmp_path / "pid"
    file.write_text(text)
    assert read_pid(file) == pid


def test_a_missing_pid_file_has_no_pid(tmp_path: Path) -> None:
    assert read_pid(tmp_path / "pid") is None


async def test_a_process_that_does_not_run_on_the_data_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    other = await asyncio.create_subprocess_exec("/bin/sleep", "60")
    file.write_text(f"{other.pid}\n")
    await end_leftover("valkey", file, tmp_path, signal.SIGKILL)
    other.terminate()
    assert await other.wait() == -signal.SIGTERM


async def test_a_process_that_runs_on_the_data_is_ended_by_the_given_signal(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    command = ("/bin/sh", "-c", "while true; do sleep 0.1; done", str(tmp_path))
    server = await asyncio.create_subprocess_exec(*command)
    file.write_text(f"{server.pid}\n")
    await end_leftover("valkey", file, tmp_path, signal.SIGTERM)
    assert await server.wait() == -signal.SIGTERM
