"""Rounds that record the stages of traced bids: the wait, the round, its calls, and the answer (0206)."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from server.bidding.batch import Batch, CarriesOutRounds, RoundResult, Waiting
from server.bidding.settling.records import Answer
from server.domain.commands import PlaceBid
from server.domain.rejection import Rejection
from server.domain.types import ItemId
from server.tracing.calls import Call, noting_calls
from server.tracing.traces import BidKey, Traces


class TracedRounds:
    """Carries batches out, and records the traced bids in them."""

    def __init__(self, rounds: CarriesOutRounds, traces: Traces, *, bid_timeout_ms: int) -> None:
        """Record in `traces`. A bid has arrived `bid_timeout_ms` before its deadline."""
        self._rounds = rounds
        self._traces = traces
        self._bid_timeout_s = bid_timeout_ms / 1000

    async def carry_out(
        self,
        shard: int,
        batch: Batch,
        wants_lock_again: Callable[[ItemId], bool],
        *,
        history: bool = False,
    ) -> RoundResult:
        """Settle the items whose locks can be had now; raises as `Rounds` does."""
        traced = self._traced(batch)
        if not traced:
            return await self._rounds.carry_out(shard, batch, wants_lock_again, history=history)
        items, commands = len(batch), sum(map(len, batch.values()))
        began = time.monotonic()
        for key, waiting in traced.items():
            arrived = waiting.deadline - self._bid_timeout_s
            self._traces.stage("wait", key, arrived, began)
            if not waiting.traced:
                waiting.traced = True
                waiting.answer.add_done_callback(partial(self._answered, key, arrived))
        calls: list[Call] = []
        try:
            with noting_calls() as calls:
                return await self._rounds.carry_out(shard, batch, wants_lock_again, history=history)
        finally:
            ended = time.monotonic()
            for key in traced:
                context = self._traces.stage(
                    "round", key, began, ended, items=items, commands=commands
                )
                for name, start, end in calls:
                    self._traces.step(f"redis {name}", key, context, start, end)

    def _traced(self, batch: Batch) -> dict[BidKey, Waiting]:
        return {
            (item_id, waiting.command.bid_id): waiting
            for item_id, commands in batch.items()
            for waiting in commands
            if isinstance(waiting.command, PlaceBid)
            and self._traces.chooses(waiting.command.bid_id)
        }

    def _answered(self, key: BidKey, arrived: float, done: asyncio.Future[Answer]) -> None:
        """Record a bid that has its answer, or whose client has left."""
        code, seq = "cancelled", None
        if not done.cancelled():
            answer = done.result()
            if isinstance(answer, Rejection):
                code = answer.code.value
            else:
                code, seq = "ok", answer.seq
        self._traces.bid(key, arrived, time.monotonic(), code=code, seq=seq)
