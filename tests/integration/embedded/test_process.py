"""Supervised programs are restarted, given up and killed, and their logs are bounded."""

import signal
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from server.embedded import process
from server.embedded.process import Condition, Program, supervised
from tests.integration.embedded.embedded_stores import only_linux, processes_on
from tests.timeouts import eventually

pytestmark = only_linux


async def test_a_store_that_keeps_dying_is_restarted_without_end_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_RESTART_DELAY_MIN_S", 0.001)
    monkeypatch.setattr(process, "_RESTART_DELAY_MAX_S", 0.002)
    room, log_file = tmp_path / "room", tmp_path / "mayfly.log"
    room.touch()
    fails = "echo started; test -e room || { echo write: No space left on device; exit 1; }"
    program = Program(
        name="mayfly",
        command=(
            "/bin/sh",
            "-c",
            f"cd {tmp_path}; {fails}; while test -e room; do sleep 0.01; done",
        ),
        log_file=log_file,
        is_ready=_always,
        stop_steps=(),
        orphan_signal=signal.SIGKILL,
    )
    condition = Condition()
    with capture_logs() as events:
        async with supervised(program, condition):
            room.unlink()
            await eventually(lambda: log_file.read_text().count("started") > 25)
            full = "mayfly keeps dying: the disk is full (write: No space left on device)"
            assert condition.trouble == full
            monkeypatch.setattr(process, "_RECOVERED_S", 0.05)
            room.touch()
            await eventually(lambda: condition.trouble is None)
    deaths = [event for event in events if event["event"] == "store_died"]
    assert 1 <= len(deaths) <= 3
    assert deaths[-1]["reason"].startswith("the disk is full")


async def test_a_server_that_ignores_its_stop_signals_is_killed(tmp_path: Path) -> None:
    program = Program(
        name="stubborn",
        command=("/bin/sh", "-c", f"trap '' TERM; cd {tmp_path}; while true; do sleep 0.1; done"),
        log_file=tmp_path / "stubborn.log",
        is_ready=lambda: _works_on(tmp_path),
        stop_steps=((signal.SIGTERM, 0.2),),
        orphan_signal=signal.SIGKILL,
    )
    async with supervised(program):
        began = time.monotonic()
    assert 0.2 <= time.monotonic() - began < 5
    await eventually(lambda: not processes_on(tmp_path))


async def test_a_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_LOG_BYTES_MAX", 1000)
    monkeypatch.setattr(process, "_LOG_CHECK_S", 0.05)
    log_file = tmp_path / "chatty.log"
    program = Program(
        name="chatty",
        command=("/bin/sh", "-c", "while true; do echo 0123456789; sleep 0.001; done"),
        log_file=log_file,
        is_ready=_always,
        stop_steps=((signal.SIGTERM, 1),),
        orphan_signal=signal.SIGKILL,
    )
    async with supervised(program):
        await eventually((tmp_path / "chatty.log.1").exists)
        await eventually(lambda: 0 < log_file.stat().st_size < 1000)
    assert b"\0" not in log_file.read_bytes()


async def _always() -> bool:
    return True


async def _works_on(data_dir: Path) -> bool:
    return bool(processes_on(data_dir))
