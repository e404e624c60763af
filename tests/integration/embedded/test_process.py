"""Supervised programs are restarted, given up and killed, and their logs are bounded."""

import signal
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from server.embedded import process
from server.embedded.process import Program, supervised
from tests.integration.embedded.embedded_stores import only_linux, processes_on
from tests.timeouts import eventually

pytestmark = only_linux


async def test_a_store_that_keeps_dying_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_RESTARTS_MAX", 3)
    program = Program(
        name="mayfly",
        command=("/bin/true",),
        log_file=tmp_path / "mayfly.log",
        is_ready=_always,
        stop_steps=(),
        orphan_signal=signal.SIGKILL,
    )
    with capture_logs() as events:
        async with supervised(program):
            await eventually(lambda: "store_given_up" in {event["event"] for event in events})
    deaths = [event["deaths"] for event in events if event["event"] == "store_died"]
    assert deaths == [1, 2, 3, 4]


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
