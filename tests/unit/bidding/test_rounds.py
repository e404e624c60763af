"""A round on a hot state that fails as the test wants: each outcome of its two calls."""

from typing import cast

import pytest
from redis import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from server.bidding.batch import RoundResult
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.rounds import Rounds
from server.bidding.settling.records import Accepted
from server.bidding.settling.settle import settle
from server.domain.commands import Command, PlaceBid, RetractBid
from server.domain.decide import Decision, decide
from server.domain.events import Reason
from server.domain.item import Item
from server.domain.rejection import Code, Rejection
from server.domain.types import Bidder, BidId, Format, ItemId
from tests.unit.bidding.stubbed_hot_state import (
    LAMP,
    LOCK_TTL_MS,
    RETRY_MS,
    VASE,
    StubbedHotState,
    carry_out,
    waiting,
)
from tests.unit.domain.sale import ANN, BEN, NOON, bid, opened


async def test_items_whose_locks_are_free_are_settled_and_the_others_wait() -> None:
    hot_state = StubbedHotState(waits={VASE: 700})
    result = await carry_out(hot_state, {LAMP: waiting(bid(100)), VASE: waiting(bid(100))})
    assert list(result.settled) == [LAMP]
    assert not isinstance(result.settled[LAMP].answers[0], Rejection)
    assert result.waits == {VASE: 700}


async def test_an_item_that_is_fenced_off_is_tried_again_soon_and_its_commands_are_unwritten() -> (
    None
):
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    result = await carry_out(StubbedHotState(fenced_off={LAMP}), batch)
    assert list(result.settled) == [VASE]
    assert result.waits == {LAMP: RETRY_MS}
    assert not batch[LAMP][0].unconfirmed


async def test_an_item_in_whose_line_the_node_is_again_waits_for_its_turn() -> None:
    hot_state = StubbedHotState(queued={LAMP})
    result = await carry_out(hot_state, {LAMP: waiting(bid(100))}, again=[LAMP])
    assert hot_state.rejoined == [LAMP]
    assert list(result.settled) == [LAMP]
    assert result.waits == {LAMP: LOCK_TTL_MS}


async def test_a_failed_call_for_the_locks_is_made_again_with_the_same_token() -> None:
    hot_state = StubbedHotState(acquire_fails=[RedisConnectionError()])
    result = await carry_out(hot_state, {LAMP: waiting(bid(100))})
    assert list(result.settled) == [LAMP]
    assert len(hot_state.tokens) == 2
    assert len(set(hot_state.tokens)) == 1


async def test_each_round_has_a_token_of_its_own() -> None:
    hot_state = StubbedHotState()
    for _ in range(2):
        await carry_out(hot_state, {LAMP: waiting(bid(100))})
    assert len(set(hot_state.tokens)) == 2


async def test_a_redis_that_fails_twice_decides_nothing() -> None:
    batch = {LAMP: waiting(bid(100))}
    with pytest.raises(RedisConnectionError):
        await carry_out(StubbedHotState(acquire_fails=[RedisConnectionError()] * 2), batch)
    assert not batch[LAMP][0].unconfirmed


async def test_an_untrusted_hot_state_is_not_asked_a_second_time() -> None:
    hot_state = StubbedHotState(acquire_fails=[HotStateUntrusted()])
    with pytest.raises(HotStateUntrusted):
        await carry_out(hot_state, {LAMP: waiting(bid(100))})
    assert len(hot_state.tokens) == 1


async def test_commands_are_unconfirmed_after_a_commit_without_a_reply() -> None:
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    hot_state = StubbedHotState(waits={VASE: 5}, commit_fails=RedisConnectionError())
    with capture_logs() as logs:
        result = await carry_out(hot_state, batch)
    assert [entry["event"] for entry in logs] == ["commit_unconfirmed"]
    assert result.settled == {}
    assert result.waits == {LAMP: RETRY_MS, VASE: 5}
    assert (batch[LAMP][0].unconfirmed, batch[VASE][0].unconfirmed) == (True, False)


async def test_a_commit_that_an_untrusted_hot_state_refused_was_not_carried_out() -> None:
    batch = {LAMP: waiting(bid(100))}
    with pytest.raises(HotStateUntrusted):
        await carry_out(StubbedHotState(commit_fails=HotStateUntrusted()), batch)
    assert not batch[LAMP][0].unconfirmed


async def test_a_round_reads_the_receipts_of_the_bids_that_its_commands_name() -> None:
    hot_state = StubbedHotState()
    retraction = RetractBid(BidId("b1"), ANN, Reason.MISTYPED)
    await carry_out(
        hot_state,
        {LAMP: waiting(bid(100), bid(200, bid_id="b2")), VASE: waiting(bid(100), retraction)},
    )
    assert hot_state.wanted == {LAMP: ["b1", "b2"], VASE: ["b1", "b1"]}


async def test_an_item_with_fewer_events_than_this_node_saw_committed_is_not_decided() -> None:
    hot_state, marks = StubbedHotState(), HighWaterMarks()
    marks.record(LAMP, 0, 9)
    with capture_logs() as logs, pytest.raises(HotStateUntrusted):
        await carry_out(hot_state, {LAMP: waiting(bid(100))}, marks)
    assert [entry["event"] for entry in logs] == ["item_forgotten"]
    assert hot_state.untrusted == [3]


async def test_a_commit_raises_the_high_water_mark_of_its_item_only_when_it_is_written() -> None:
    marks = HighWaterMarks()
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    await carry_out(StubbedHotState(fenced_off={VASE}), batch, marks)
    assert marks.is_behind(LAMP, 0, 2)
    assert not marks.is_behind(VASE, 0, 2)


async def test_standings_are_read_only_in_an_auction_that_checks_its_bidders() -> None:
    unchecked = StubbedHotState()
    await carry_out(unchecked, {LAMP: waiting(bid(100))})
    assert unchecked.standings_of == []
    checked = StubbedHotState(item=opened(approval=True))
    result = await carry_out(checked, {LAMP: waiting(bid(100), bid(200, bid_id="b2"))})
    assert checked.standings_of == [ANN.user_id]
    codes = {each.code for each in result.settled[LAMP].answers if isinstance(each, Rejection)}
    assert codes == {Code.FORBIDDEN}


def codes_of(result: RoundResult, item_id: ItemId) -> list[str]:
    answers = result.settled[item_id].answers
    return [each.code if isinstance(each, Rejection) else "ok" for each in answers]


POISON = 2**64
"""An amount that no check would let in, and that no store can hold."""


@pytest.mark.parametrize("fault", ["decision", "stored item", "encoding"])
async def test_whatever_fails_for_one_item_touches_no_other_item_of_the_round(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot_state = StubbedHotState()
    if fault == "stored item":
        hot_state.unreadable = LAMP
    elif fault == "encoding":
        hot_state.unwritable = LAMP
    else:
        monkeypatch.setattr("server.bidding.settling.settle.decide", poisoned)
    batch = {LAMP: waiting(bid(POISON), bid(100, bid_id="b2")), VASE: waiting(bid(100))}
    with capture_logs() as logs:
        result = await carry_out(hot_state, batch)
    assert codes_of(result, LAMP) == [Code.INTERNAL, Code.INTERNAL]
    assert codes_of(result, VASE) == ["ok"]
    assert result.waits == {}
    assert hot_state.settled.keys() == {LAMP, VASE}, "the commit releases both locks"
    assert [(entry["event"], entry["item_id"]) for entry in logs] == [("item_not_settled", LAMP)]


async def test_an_item_that_keeps_failing_is_logged_once_until_it_is_settled_again() -> None:
    hot_state = StubbedHotState()
    rounds = Rounds(
        cast("HotState", hot_state), HighWaterMarks(), lock_ttl_ms=LOCK_TTL_MS, retry_ms=RETRY_MS
    )
    with capture_logs() as logs:
        for hot_state.unreadable in (LAMP, LAMP, None, LAMP):
            await rounds.carry_out(3, {LAMP: waiting(bid(100))}, lambda _: False)
    assert [entry["event"] for entry in logs] == ["item_not_settled"] * 2


def poisoned(item: Item | None, command: Command, now: int) -> Decision:
    if isinstance(command, PlaceBid) and command.amount == POISON:
        raise OverflowError
    return decide(item, command, now)


def with_two_bids() -> StubbedHotState:
    """A hot state of an item on which Ann and then Ben have bid."""
    settled = settle(opened(), {}, [bid(100, ANN, "a"), bid(110, BEN, "b")], NOON)
    assert settled.after is not None
    return StubbedHotState(item=settled.after, placed=settled.receipts)


def retraction(bid_id: str, by: Bidder = BEN) -> RetractBid:
    return RetractBid(BidId(bid_id), by, Reason.MISTYPED)


@pytest.mark.parametrize("bid_id", ["a", "unknown"])
async def test_a_retraction_of_another_bidders_or_an_unknown_bid_is_refused_without_the_history(
    bid_id: str,
) -> None:
    hot_state = with_two_bids()
    result = await carry_out(hot_state, {LAMP: waiting(retraction(bid_id))})
    assert codes_of(result, LAMP) == [Code.NOT_FOUND]
    assert (result.need_history, hot_state.histories) == (set(), [])


async def test_a_retraction_that_needs_the_history_leaves_its_round_undecided() -> None:
    hot_state = with_two_bids()
    batch = {LAMP: waiting(bid(200, ANN, "c"), retraction("b")), VASE: waiting(bid(300))}
    result = await carry_out(hot_state, batch, again=[LAMP, VASE])
    assert (result.need_history, list(result.settled)) == ({LAMP}, [VASE])
    assert (result.waits, hot_state.rejoined) == ({}, [VASE])
    assert hot_state.settled[LAMP].events == (), "the commit only releases the lock"
    result = await carry_out(hot_state, {LAMP: batch[LAMP]}, history=True)
    assert codes_of(result, LAMP) == ["ok", "ok"]
    assert hot_state.histories == [LAMP]


async def test_an_item_whose_state_keeps_its_bids_needs_no_history() -> None:
    settled = settle(opened(format=Format.FIXED, quantity=3), {}, [bid(100, BEN, "b")], NOON)
    assert settled.after is not None
    hot_state = StubbedHotState(item=settled.after, placed=settled.receipts)
    result = await carry_out(hot_state, {LAMP: waiting(retraction("b"))})
    assert codes_of(result, LAMP) == ["ok"]
    assert hot_state.histories == []


async def test_an_unchecked_item_waits_until_it_is_restored_and_the_others_are_settled() -> None:
    hot_state = StubbedHotState(unchecked={VASE})
    result = await carry_out(hot_state, {LAMP: waiting(bid(100)), VASE: waiting(bid(100))})
    assert list(result.settled) == [LAMP]
    assert result.waits == {VASE: LOCK_TTL_MS}


async def test_a_bid_id_whose_receipt_may_be_missing_is_looked_up_in_a_round_of_its_own() -> None:
    hot_state = StubbedHotState(receipts_after=2, used={BidId("b2")})
    batch = {LAMP: waiting(bid(100), bid(200, BEN, "b2"))}
    first = await carry_out(hot_state, batch)
    assert (first.settled, first.need_history) == ({}, {LAMP})
    second = await carry_out(hot_state, batch, history=True)
    fresh, used = second.settled[LAMP].answers
    assert hot_state.looked_up == ["b1", "b2"]
    assert isinstance(fresh, Accepted)
    assert isinstance(used, Rejection)
    assert used.code is Code.UNAVAILABLE
