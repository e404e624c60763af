"""The backoff of dropped sockets."""

import asyncio
import random

import pytest

from loadtest.swarm import drop
from loadtest.swarm.drop import Drop
from loadtest.swarm.sockets.run_state import RunState
from loadtest.swarm.sockets.watcher import Watcher
from tests.unit.loadtest.swarm.sockets.links import run_state


async def test_the_delay_doubles_up_to_its_limit_and_honours_retry_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = run_state()
    watcher = Watcher(state, state.nodes[0], state.items["lamp"])
    results = iter([False, False, False, False, True])
    refusals = iter([0.0, 7.0, 0.0, 0.0, 0.0])
    delays: list[float] = []

    async def slept(delay_s: float) -> None:
        delays.append(delay_s)

    async def connect(state: RunState, watcher: Watcher, source: str) -> bool:
        watcher.retry_after_s = next(refusals)
        return next(results)

    monkeypatch.setattr(asyncio, "sleep", slept)
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)
    monkeypatch.setattr(drop, "connect", connect)
    found = Drop(1)
    await drop._back(state, watcher, "127.0.0.2", found, 0.0)
    assert delays == [1, 2, 7, 5, 5]
    assert (found.deferred, found.failed, found.back.total) == (1, 3, 1)
