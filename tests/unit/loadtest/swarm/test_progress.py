"""The line of progress, and the end of a run whose server has stopped answering."""

import asyncio

import pytest

from loadtest.swarm import progress
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.progress import progress_shown
from tests.unit.loadtest.swarm.sockets.links import run_state


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_S", 0.001)
    monkeypatch.setattr(progress, "SILENCE_S", 0.0)


async def test_bids_that_wait_without_any_answer_end_the_run() -> None:
    state, lines = run_state(), asyncio.Queue[str]()
    state.tally.counts.sent = 1
    async with progress_shown(state, Histogram(), lines.put_nowait):
        await asyncio.wait_for(state.over.wait(), 20)
        line = await asyncio.wait_for(lines.get(), 20)
    assert state.failure == "no bid has been answered for 0 s"
    assert "0 accepted" in line


async def test_a_run_without_waiting_bids_goes_on() -> None:
    state, lines = run_state(), asyncio.Queue[str]()
    async with progress_shown(state, Histogram(), lines.put_nowait):
        for _ in range(3):
            await asyncio.wait_for(lines.get(), 20)
    assert state.failure is None
