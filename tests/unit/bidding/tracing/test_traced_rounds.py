"""Rounds record the bids that are traced, and no others."""

import asyncio
import time
from typing import Any, cast

import pytest

from server.bidding.batch import RoundResult, Waiting
from server.bidding.rounds import Rounds
from server.bidding.settling.records import Accepted
from server.bidding.tracing.traced_rounds import TracedRounds
from server.domain.commands import Command, PlaceBid, RetractBid
from server.domain.events import Reason
from server.domain.rejection import Code, Rejection
from server.domain.types import Bidder, BidId, ItemId, UserId
from server.tracing.calls import note_call
from server.tracing.spans import Span
from server.tracing.traces import Traces

LAMP, BIDDER = ItemId("lamp"), Bidder(UserId("ann"), "Ann #1")
ACCEPTED = Accepted(seq=3, price=100, minimum=110, leading=True, ends_at=None)


class FakeRounds:
    """Makes one call, and fails if it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def carry_out(self, *args: Any, history: bool = False) -> RoundResult:
        note_call("acquire", time.monotonic() - 0.01, time.monotonic())
        if self.error is not None:
            raise self.error
        return RoundResult({}, {})


def bid(name: str) -> PlaceBid:
    return PlaceBid(BidId(name), BIDDER, 100)


def waiting(command: Command) -> Waiting:
    return Waiting(command, time.monotonic() + 1, asyncio.get_running_loop().create_future())


async def carried_out(
    *commands: Waiting, share: float = 1.0, rounds: FakeRounds | None = None, times: int = 1
) -> list[Span]:
    """Return the spans of a batch of one item that is carried out."""
    spans: list[Span] = []
    traced = TracedRounds(
        cast("Rounds", rounds or FakeRounds()), Traces(share, spans.append), bid_timeout_ms=2_000
    )
    for _ in range(times):
        await traced.carry_out(0, {LAMP: list(commands)}, lambda _: False)
    return spans


async def test_a_traced_bid_has_its_wait_its_round_and_its_calls() -> None:
    spans = await carried_out(waiting(bid("b1")), waiting(bid("b2")))
    assert [each.name for each in spans] == ["wait", "wait", *(2 * ["round", "redis acquire"])]
    wait = spans[0]
    assert wait.end_ns - wait.start_ns == pytest.approx(1e9, rel=0.2)
    assert spans[2].attributes["auction.commands"] == 2


async def test_bids_that_are_not_chosen_and_other_commands_leave_no_span() -> None:
    assert await carried_out(waiting(bid("b1")), share=0.0) == []
    assert await carried_out(waiting(RetractBid(BidId("b1"), BIDDER, Reason.MISTYPED))) == []


@pytest.mark.parametrize(
    ("answer", "code", "seq"),
    [(ACCEPTED, "ok", 3), (Rejection(Code.TOO_LOW, "too low"), "too_low", None)],
)
async def test_a_bid_is_recorded_once_with_its_answer_however_many_rounds_it_took(
    answer: Any, code: str, seq: int | None
) -> None:
    command = waiting(bid("b1"))
    spans = await carried_out(command, times=3)
    command.answer.set_result(answer)
    await asyncio.sleep(0)
    (recorded,) = [each for each in spans if each.name == "bid"]
    assert recorded.attributes["auction.code"] == code
    assert recorded.attributes.get("auction.seq") == seq
    assert recorded.end_ns - recorded.start_ns == pytest.approx(1e9, rel=0.2)


async def test_a_bid_whose_client_has_left_is_recorded_as_cancelled() -> None:
    command = waiting(bid("b1"))
    spans = await carried_out(command)
    command.answer.cancel()
    await asyncio.sleep(0)
    assert spans[-1].attributes["auction.code"] == "cancelled"


async def test_a_round_that_fails_is_recorded_and_fails_all_the_same() -> None:
    spans: list[Span] = []
    traced = TracedRounds(
        cast("Rounds", FakeRounds(ValueError())), Traces(1.0, spans.append), bid_timeout_ms=2_000
    )
    with pytest.raises(ValueError):  # noqa: PT011 - the error that was raised inside
        await traced.carry_out(0, {LAMP: [waiting(bid("b1"))]}, lambda _: False)
    assert "round" in [each.name for each in spans]
