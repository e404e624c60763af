"""The server processes that load tests start."""

import asyncio
import os
import subprocess
import sys

import pytest

from loadtest import launch
from loadtest.launch import LaunchError, running_server
from tests.nodes import ROOT, free_port
from tests.timeouts import WAIT_MAX_S

SERVE = """
import http.server, signal, sys
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""

FIRST_CHOICE = """
import random, sys
random.randrange = lambda ports: int(sys.argv[1])
from loadtest.launch import free_port
print(free_port())
"""


def test_a_load_test_beside_this_one_takes_no_port_of_it_before_its_server_listens() -> None:
    port = launch.free_port()
    command = [sys.executable, "-c", FIRST_CHOICE, str(port - launch.FIRST_PORT)]
    taken = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    assert int(taken) != port


@pytest.mark.parametrize("manner", ["polite", "stubborn"])
async def test_a_server_runs_on_its_core_and_is_gone_afterwards(
    manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "STOP_TIMEOUT_S", 0.5)
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(port), manner]
    async with running_server(command, {}, f"http://127.0.0.1:{port}/", cpu=0) as process:
        assert os.sched_getaffinity(process.pid) == {0}
    assert process.returncode == (-15 if manner == "polite" else -9)


async def test_a_server_that_ends_instead_of_answering_is_reported_at_once() -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        with pytest.raises(LaunchError, match="status 3"):
            async with running_server([sys.executable, "-c", "exit(3)"], {}, "http://127.0.0.1:1/"):
                raise AssertionError("it never answered")


async def test_a_server_that_never_answers_is_waited_for_until_the_timeout() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    url = f"http://127.0.0.1:{free_port()}/"
    async with asyncio.timeout(WAIT_MAX_S):
        with pytest.raises(LaunchError, match="within 1 s"):
            async with running_server(command, {}, url, ready_timeout_s=1):
                raise AssertionError("it never answered")
