"""Servers that a killed node left are ended, and no other process is."""

import asyncio
import inspect
from pathlib import Path

from server.embedded import launch
from tests.integration.embedded.embedded_stores import (
    only_linux,
    owning,
    processes_on,
    running,
    stores_of,
)

pytestmark = only_linux


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


async def test_another_process_with_the_pid_of_a_dead_server_is_left_alone(data_dir: Path) -> None:
    stranger = await asyncio.create_subprocess_exec("sleep", "60")
    (data_dir / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{data_dir}/postgres\n")
    try:
        async with running(data_dir) as stores:
            await stores.add()
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()
