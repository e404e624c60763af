"""Both embedded stores together keep acknowledged data and leave no process behind."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from tests.integration.embedded.embedded_stores import (
    counts_when_back,
    may_be_better,
    only_linux,
    processes_on,
    running,
    server_pid,
)
from tests.timeouts import WAIT_MAX_S, eventually

pytestmark = only_linux


def listening_on_tcp() -> set[str]:
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {f"socket:[{row[9]}]" for row in rows}


def open_files(pid: int) -> set[str]:
    files = set()
    with suppress(OSError):  # PostgreSQL's workers come and go
        for fd in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                files.add(str(fd.readlink()))
    return files


async def test_data_outlives_a_restart_that_takes_less_than_a_second_and_a_half(
    data_dir: Path,
) -> None:
    async with running(data_dir) as stores:
        held = await stores.add()
    took_s: list[float] = []
    while may_be_better(took_s, 1.5):
        began = time.monotonic()
        async with running(data_dir) as stores:
            took_s.append(time.monotonic() - began)
            assert await stores.counts() == held
    assert min(took_s) < 1.5


async def test_no_tcp_port_is_opened(data_dir: Path) -> None:
    async with running(data_dir):
        for pid in processes_on(data_dir):
            assert not open_files(pid) & listening_on_tcp()


async def test_stopping_leaves_no_process_and_takes_less_than_five_seconds(data_dir: Path) -> None:
    async with running(data_dir) as stores:
        lasting = await asyncpg.connect(stores.dsn)
        assert set(processes_on(data_dir).values()) >= {"valkey-server", "postgres"}
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not processes_on(data_dir)
    lasting.terminate()


async def test_an_exception_inside_stops_the_stores(data_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with running(data_dir):
            raise ZeroDivisionError
    assert not processes_on(data_dir)


async def test_a_cancellation_stops_the_stores(data_dir: Path) -> None:
    started = asyncio.Event()

    async def run() -> None:
        async with running(data_dir):
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not processes_on(data_dir)


@pytest.mark.parametrize("store", ["valkey", "postgres"])
async def test_a_killed_store_is_started_within_a_second_and_has_its_data(
    data_dir: Path, store: str
) -> None:
    async with running(data_dir) as stores:
        held = await stores.add()
        took_s: list[float] = []
        while may_be_better(took_s, 1):
            pid, began = server_pid(data_dir, store), time.monotonic()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await eventually(lambda pid=pid: server_pid(data_dir, store) not in {pid, None})  # type: ignore[misc]
            took_s.append(time.monotonic() - began)
            async with asyncio.timeout(WAIT_MAX_S):
                assert await counts_when_back(stores) == held
    assert min(took_s) < 1
