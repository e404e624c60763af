"""The floor: the node's bidding desk, which collects commands per item and settles them in rounds.

Rounds of one item never overlap; rounds of different items may. Commands of an item are decided in
arrival order. A node has one floor on its event loop, and `async with floor.open()` bounds the life of
its rounds. `item_states` decides which items a round takes; this module has the tasks and answers.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import Context
from functools import partial

import structlog
from redis import RedisError

from server.bidding.batch import Batch, CarriesOutRounds, Waiting, divided, some_bid_ids
from server.bidding.counters import Counters, Refusals
from server.bidding.histories.late_histories import Snapshots
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.known_items import Handover
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.item_states import ItemStates
from server.bidding.overload.admission import Admission
from server.bidding.overload.limits import FloorLimits
from server.bidding.parking import Parking
from server.bidding.replication.replicated_rounds import ReplicatedRounds
from server.bidding.replication.replication import Replication
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.rounds import Rounds
from server.bidding.settling.records import Answer
from server.bidding.settling.settle import Settlement
from server.bidding.tracing.traced_rounds import TracedRounds
from server.domain.commands import Command, PlaceBid
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId, Millis
from server.outage import Outage
from server.tasks import Tasks
from server.tracing.traces import Traces

log = structlog.get_logger(__name__)


class Floor:
    """Takes commands and answers each. `announce` is called after every commit that changed an item."""

    def __init__(
        self,
        hot_state: HotState,
        *,
        announce: Callable[[Settlement], None],
        limits: FloorLimits | None = None,
        commits: OwnCommits | None = None,
        snapshots: Snapshots | None = None,
        takes_bids: Callable[[], bool] = lambda: True,
        replication: Replication | None = None,
        traces: Traces | None = None,
        lag_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Refuse new bids while `takes_bids` returns False (0138). `lag_s` is the loop's lag in seconds."""
        self.counters = Counters()
        self.refusals = Refusals()
        self._announce = announce
        self._takes_bids = takes_bids
        self._limits = limits = limits or FloorLimits()
        self._hot_state = hot_state
        self._keys = hot_state.keys
        rounds: CarriesOutRounds = Rounds(
            hot_state,
            HighWaterMarks(),
            lock_ttl_ms=limits.lock_ttl_ms,
            retry_ms=limits.retry_ms,
            commits=commits,
            snapshots=snapshots,
            counters=self.counters,
        )
        if replication is not None:
            rounds = ReplicatedRounds(rounds, replication, retry_ms=limits.retry_ms)
        if traces is not None:
            rounds = TracedRounds(rounds, traces, bid_timeout_ms=limits.bid_timeout_ms)
        self._rounds = rounds
        self._shards: list[ItemStates[Waiting]] = [
            ItemStates(
                rounds_max=limits.rounds_max,
                round_items_max=limits.round_items_max,
                round_commands_max=limits.round_commands_max,
            )
            for _ in range(hot_state.keys.shards)
        ]
        self._parking = Parking(self.counters)
        self.admission = Admission(limits, items=self._items_waiting, lag_s=lag_s)
        self._starting = False
        self._open = False
        self._outage = Outage("rounds_fail", "rounds_succeed_again")
        self._answered_all = asyncio.Event()
        self._tasks = Tasks()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Take commands while inside. At the end answer those that wait, within their deadlines."""
        self._open = True
        try:
            yield
        finally:
            self._open = False
            await self._drain()

    async def _drain(self) -> None:
        self._answered_all.clear()
        if self.admission.waiting:
            await self._answered_all.wait()
        await self._tasks.ended()
        self._parking.cancel()

    async def submit(self, item_id: ItemId, command: Command) -> Answer:
        """Have a command settled; return its answer, which is definite unless its code is `unknown`."""
        return await self.enqueue(item_id, command)

    def enqueue(self, item_id: ItemId, command: Command) -> asyncio.Future[Answer]:
        """Queue a command behind the earlier ones of its item; return the future of its answer."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if not self._open:
            message = "the node is shutting down; nothing was decided"
            answer.set_result(Rejection(Code.UNAVAILABLE, message))
        elif (refusal := self.admission.refuse(command, self._queue(item_id))) is not None:
            answer.set_result(refusal)
        elif isinstance(command, PlaceBid) and not self._takes_bids():
            # 0138: other commands, such as a close, add few entries and must not wait for the archive.
            message = "the record of bids is too far behind; nothing was decided"
            answer.set_result(Rejection(Code.UNAVAILABLE, message))
        else:
            deadline = time.monotonic() + self._limits.bid_timeout_ms / 1000
            shard = self._keys.shard(item_id)
            self._shards[shard].submit(item_id, Waiting(command, deadline, answer))
            self.admission.admit(command)
            self._start_soon()
        return answer

    def _items_waiting(self) -> int:
        return sum(map(len, self._shards))

    def _queue(self, item_id: ItemId) -> Sequence[Waiting]:
        return self._shards[self._keys.shard(item_id)].waiting(item_id)

    def wake(self, handovers: Iterable[Handover]) -> None:
        """Start rounds of items whose locks are kept for this node.

        An item without commands gets an empty round, which hands its lock on.
        """
        for handover in handovers:
            item_id = handover.item_id
            self.counters.handovers += 1
            self._hot_state.known.receive(handover)
            if self._shards[self._keys.shard(item_id)].wake(item_id):
                self._parking.leave(item_id)
        self._start_soon()

    def retry(self) -> None:
        """Try all parked items again, since wake-ups may have been lost."""
        self._parking.end_all()

    @property
    def waiting_max(self) -> int:
        """The number of commands that may wait."""
        return self._limits.queue_size_max

    def _start_soon(self) -> None:
        """Start rounds once this turn of the loop has delivered all the commands it has."""
        if not self._starting:
            self._starting = True
            # Without the context of the command that came first, whose request the round would name.
            asyncio.get_running_loop().call_soon(self._start_rounds, context=Context())

    def _start_rounds(self) -> None:
        self._starting = False
        in_time = partial(self._in_time, time.monotonic())
        for shard, states in enumerate(self._shards):
            while batch := states.take_batch(in_time):
                for number, (part, history) in enumerate(divided(batch)):
                    if number:
                        states.stay_in_round()
                    self._start_round(shard, part, history=history)

    def _start_round(self, shard: int, batch: Batch, *, history: bool = False) -> None:
        self._tasks.spawn(self._round(shard, batch, history=history))

    async def _round(self, shard: int, batch: Batch, *, history: bool = False) -> None:
        """Settle a batch. Whatever happens, every command is answered or waits again."""
        states = self._shards[shard]
        with_history: Batch = {}
        waits: Mapping[ItemId, Millis] = dict.fromkeys(batch, self._limits.redis_retry_ms)
        counters, began, size = self.counters, time.monotonic(), sum(map(len, batch.values()))
        try:
            result = await self._rounds.carry_out(
                shard, batch, states.wants_lock_again, history=history
            )
            waits = result.waits
            with_history = {item_id: batch.pop(item_id) for item_id in result.need_history}
            self._finish(result.settled, batch)
            counters.round_settled(len(result.settled), size, time.monotonic() - began)
            self._outage.succeeded()
        except HotStateUntrusted as error:
            # 0052: nothing is decided until the hot state is restored. That is likely to take less
            # than the commands may wait, so they are not refused.
            counters.rounds_failed["untrusted"] += 1
            self._outage.failed(error=repr(error))
        except RedisError as error:
            counters.rounds_failed["redis"] += 1
            self._outage.failed(error=repr(error))
            self._refuse(batch, Code.UNAVAILABLE, "the hot state is down; nothing was decided")
        except Exception:
            counters.rounds_failed["defect"] += 1
            log.exception("round_broken", shard=shard, items=len(batch), bids=some_bid_ids(batch))
            self._refuse(batch, Code.INTERNAL, "the server made a mistake; nothing was decided")
        finally:
            for item_id, wait_ms in states.end_round(batch, waits).items():
                self._park(states, item_id, wait_ms)
            for item_id, commands in with_history.items():
                for waiting in commands:
                    waiting.needs_history = True
                states.stay_in_round()
                self._start_round(shard, {item_id: commands}, history=True)
            self._start_soon()

    def _finish(self, settled: Mapping[ItemId, Settlement], batch: Batch) -> None:
        """Answer all commands, then announce, so that a bidder gets the answer before the broadcast."""
        for item_id, settlement in settled.items():
            commands, batch[item_id] = batch[item_id], []
            for waiting, answer in zip(commands, settlement.answers, strict=True):
                self._answer(waiting, answer)
                if isinstance(answer, Rejection):
                    self.refusals.add(item_id)
        for settlement in settled.values():
            if settlement.events:
                try:
                    self._announce(settlement)
                except Exception:
                    # 0090: the other items of the round are announced.
                    log.exception("announcement_broken", events=len(settlement.events))

    def _refuse(self, batch: Batch, code: Code, message: str) -> None:
        """Refuse a batch's commands, but for the unconfirmed ones.

        Those may have been carried out: they wait for a round that reads their receipts.
        """
        for item_id, commands in batch.items():
            for waiting in commands:
                if not waiting.unconfirmed:
                    self._answer(waiting, Rejection(code, message))
            batch[item_id] = [waiting for waiting in commands if waiting.unconfirmed]

    def _park(self, states: ItemStates[Waiting], item_id: ItemId, wait_ms: Millis) -> None:
        """Park an item for `wait_ms`, or for less if a command's deadline comes sooner."""
        waiting, wait_s = states.waiting(item_id), wait_ms / 1000
        if waiting:
            wait_s = min(wait_s, waiting[0].deadline - time.monotonic())
        self._parking.park(item_id, wait_s, partial(self._time_out, states, item_id))

    def _time_out(self, states: ItemStates[Waiting], item_id: ItemId) -> None:
        states.time_out(item_id)
        self._start_soon()

    def _in_time(self, now: float, commands: list[Waiting]) -> list[Waiting]:
        """Return the commands that are in time and still awaited; answer the others."""
        in_time = [each for each in commands if now < each.deadline and not each.answer.done()]
        if len(in_time) < len(commands):
            for waiting in commands:
                if waiting.answer.done():
                    self._stop_waiting(waiting, self._waited_s(waiting))
                elif waiting.deadline <= now:
                    self._answer_late(waiting)
        return in_time

    def _answer_late(self, waiting: Waiting) -> None:
        if waiting.unconfirmed:
            message = "the answer was lost; send the same bid_id again to learn it"
            self._answer(waiting, Rejection(Code.UNKNOWN, message))
        else:
            self._answer(waiting, self.admission.late())

    def _answer(self, waiting: Waiting, answer: Answer) -> None:
        waited_s = self._waited_s(waiting)
        self._stop_waiting(waiting, waited_s)
        self.counters.answered(answer, waited_s)
        if not waiting.answer.done():
            waiting.answer.set_result(answer)

    def _waited_s(self, waiting: Waiting) -> float:
        return time.monotonic() - waiting.deadline + self._limits.bid_timeout_ms / 1000

    def _stop_waiting(self, waiting: Waiting, waited_s: float) -> None:
        self.admission.leave(waiting.command, waited_s)
        if not self.admission.waiting:
            self._answered_all.set()
