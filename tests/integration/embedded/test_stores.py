"""The embedded stores keep acknowledged data and leave no process behind, with the real servers."""

import asyncio
import inspect
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis

from server.embedded import embedded_valkey, launch
from tests.integration.embedded.embedded_stores import (
    TRIES,
    counts_when_back,
    may_be_better,
    only_linux,
    owning,
    processes_on,
    running,
    server_pid,
    stores_of,
)
from tests.patience import PATIENCE_S, eventually

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


def half_made(data_dir: Path) -> list[Path]:
    return list(data_dir.glob("postgres-new-*/PG_VERSION"))


def directories(data_dir: Path) -> set[str]:
    return {path.name for path in data_dir.iterdir() if path.is_dir()}


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
            async with asyncio.timeout(PATIENCE_S):
                assert await counts_when_back(stores) == held
    assert min(took_s) < 1


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
async def test_killing_the_owner_ends_its_stores_and_loses_nothing(
    data_dir: Path, loop: str
) -> None:
    with owning(data_dir, loop) as owner:
        held = await stores_of(owner).add()
        owner.kill()
        await eventually(lambda: not processes_on(data_dir))
    async with running(data_dir) as stores:
        assert await stores.counts() == held


async def test_the_next_start_ends_the_servers_of_a_killed_owner(
    data_dir: Path, tmp_path: Path
) -> None:
    """Simulates a system whose kernel doesn't end the children of a dead process."""
    launcher = tmp_path / "launch.py"
    launcher.write_text(inspect.getsource(launch).replace('sys.platform == "linux"', "False"))
    with owning(data_dir, "asyncio", str(launcher)) as owner:
        held = await stores_of(owner).add()
    left = processes_on(data_dir)
    assert set(left.values()) >= {"valkey-server", "postgres"}
    async with running(data_dir) as stores:
        assert not left.keys() & processes_on(data_dir).keys()
        assert await stores.counts() == held


async def test_a_first_start_that_was_killed_half_way_is_repeated(tmp_path: Path) -> None:
    for number in range(TRIES):  # a busy machine may let the owner finish before it is killed
        data_dir = tmp_path / str(number)
        data_dir.mkdir()
        with owning(data_dir):
            await eventually(lambda folder=data_dir: bool(half_made(folder)))  # type: ignore[misc]
        if not (data_dir / "postgres").exists():
            break
    assert not (data_dir / "postgres").exists()
    (data_dir / "postgres-new-older").mkdir()
    async with running(data_dir) as stores:
        await stores.add()
    assert directories(data_dir) == {"postgres", "valkey"}


async def test_a_log_that_ends_in_an_incomplete_write_is_read_up_to_it(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        await client.set("whole", 1)
    (log,) = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$3\r\ncu")
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert await client.keys() == [b"whole"]
