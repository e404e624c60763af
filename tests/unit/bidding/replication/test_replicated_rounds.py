"""The answers of rounds that wait for a replica, and the bids that stay unconfirmed."""

from typing import cast

import pytest

from server.bidding.batch import Batch, RoundResult
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.scripts import NotReplicatedError
from server.bidding.replication.replicated_rounds import ReplicatedRounds
from server.bidding.replication.replication import Replication
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.rounds import Rounds
from server.domain.types import ItemId
from tests.unit.bidding.stubbed_hot_state import (
    LAMP,
    LOCK_TTL_MS,
    RETRY_MS,
    VASE,
    StubbedHotState,
    waiting,
)
from tests.unit.domain.sale import bid

ERA = b"one era"


class FakeReplication:
    """Has the answers that a test wants."""

    def __init__(self, *, finds_replica: bool = True, confirms: bool = True) -> None:
        self.finds_replica, self.confirms = finds_replica, confirms
        self.waits = 0

    async def era(self, shard: int) -> bytes:
        if not self.finds_replica:
            raise NotReplicatedError
        return ERA

    async def has_reached_replica(self, shard: int, era: bytes) -> bool:
        assert era == ERA
        self.waits += 1
        return self.confirms


async def carry_out(
    hot_state: StubbedHotState, batch: Batch, replication: FakeReplication
) -> RoundResult:
    rounds = Rounds(
        cast("HotState", hot_state), HighWaterMarks(), lock_ttl_ms=LOCK_TTL_MS, retry_ms=RETRY_MS
    )
    replicated = ReplicatedRounds(rounds, cast("Replication", replication), retry_ms=RETRY_MS)

    def never(item_id: ItemId) -> bool:
        return False

    return await replicated.carry_out(3, batch, never)


async def test_what_a_replica_has_is_answered() -> None:
    batch = {LAMP: waiting(bid(100))}
    result = await carry_out(StubbedHotState(), batch, FakeReplication())
    assert (list(result.settled), result.waits) == ([LAMP], {})


async def test_what_no_replica_has_confirmed_is_not_answered_and_its_outcome_is_unknown() -> None:
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    hot_state = StubbedHotState(waits={VASE: 700})
    result = await carry_out(hot_state, batch, FakeReplication(confirms=False))
    assert (result.settled, result.waits) == ({}, {LAMP: RETRY_MS, VASE: 700})
    assert batch[LAMP][0].unconfirmed
    assert not batch[VASE][0].unconfirmed


async def test_nothing_is_decided_while_no_replica_confirms() -> None:
    hot_state, batch = StubbedHotState(), {LAMP: waiting(bid(100))}
    with pytest.raises(NotReplicatedError):
        await carry_out(hot_state, batch, FakeReplication(finds_replica=False))
    assert hot_state.tokens == []
    assert not batch[LAMP][0].unconfirmed


async def test_a_round_that_only_hands_a_lock_on_waits_for_no_replica() -> None:
    replication = FakeReplication()
    result = await carry_out(StubbedHotState(), {LAMP: []}, replication)
    assert (list(result.settled), replication.waits) == ([LAMP], 0)
