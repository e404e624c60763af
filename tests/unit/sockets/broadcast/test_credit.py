"""The credit of the fan-out: idle time of the loop, saved up to a bound."""

import asyncio

import pytest

from server.sockets.broadcast import credit as module
from server.sockets.broadcast.credit import CREDIT_MAX_S, IdleCredit
from tests.virtual_time import in_virtual_time, virtual_clock, work


@pytest.fixture(autouse=True)
def _virtual_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", virtual_clock())


@in_virtual_time
async def test_credit_grows_with_idle_time_and_not_with_work() -> None:
    credit = IdleCredit()
    assert credit.left_s == 0
    work(0.02)
    assert credit.left_s == 0
    await asyncio.sleep(0.02)
    assert credit.left_s == pytest.approx(0.02)


@in_virtual_time
async def test_no_more_is_saved_or_owed_than_the_most_credit() -> None:
    credit = IdleCredit()
    await asyncio.sleep(10)
    assert credit.left_s == CREDIT_MAX_S
    credit.spend(10)
    assert credit.left_s == -CREDIT_MAX_S


@in_virtual_time
async def test_what_is_spent_has_to_be_earned_again() -> None:
    credit = IdleCredit()
    await asyncio.sleep(0.03)
    assert credit.left_s == pytest.approx(0.03)
    work(0.04)
    credit.spend(0.04)
    assert credit.left_s == pytest.approx(-0.01)
    await asyncio.sleep(0.02)
    assert credit.left_s == pytest.approx(0.01)
