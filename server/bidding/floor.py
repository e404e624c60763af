"""The floor: the node's bidding desk. It collects commands per item and settles them in rounds.

Rounds of one item never overlap; rounds of different items may. Commands of an item are decided in
the order in which they arrived. One floor per node and event loop; `async with floor.open()` bounds
the life of its rounds.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from redis import RedisError

from server.bidding.counters import Counters
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.scripts import HotStateUntrusted
from server.bidding.restoration.high_water_marks import HighWaterMarks
from server.bidding.rounds import Rounds
from server.bidding.settling.records import Answer
from server.bidding.settling.settle import Settlement
from server.bidding.waiting import Batch, Shard, Waiting
from server.domain.commands import Command
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId, Millis
from server.outage import Outage

log = structlog.get_logger(__name__)

_TIMER_SLACK_S = 0.001
"""Timers may be early by a clock's grain: this much later the time is surely up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorLimits:
    """Bounds of the floor. Durations are in milliseconds."""

    queue_size_max: int = 10_000
    """Commands that may wait on this node, all items together."""
    round_items_max: int = 200
    round_commands_max: int = 256
    """Commands that a round decides, in a few milliseconds; the rest waits for the next."""
    rounds_max: int = 4
    """Rounds of one shard under way at once: while they run, the next one's batch collects."""
    bid_timeout_ms: int = 2_000
    lock_ttl_ms: int = 1_000
    retry_ms: int = 2
    """When a round that was fenced off is tried again."""
    redis_retry_ms: int = 50
    busy_retry_after_ms: int = 250


class Floor:
    """Takes commands, answers each. `announce` is called after every commit that changed an item."""

    def __init__(
        self,
        hot_state: HotState,
        *,
        announce: Callable[[Settlement], None],
        limits: FloorLimits | None = None,
    ) -> None:
        self.counters = Counters()
        self._announce = announce
        self._limits = limits = limits or FloorLimits()
        self._keys = hot_state.keys
        self.high_water_marks = HighWaterMarks()
        self._rounds = Rounds(
            hot_state,
            self.high_water_marks,
            lock_ttl_ms=limits.lock_ttl_ms,
            retry_ms=limits.retry_ms,
        )
        self._shards = [Shard(number) for number in range(hot_state.keys.shards)]
        self._waiting = 0
        self._starting = False
        self._open = False
        self._outage = Outage("rounds_fail", "rounds_succeed_again")
        self._answered_all = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Take commands while inside; at the end answer those that wait, which their deadlines bound."""
        self._open = True
        try:
            yield
        finally:
            self._open = False
            await self._drain()

    async def _drain(self) -> None:
        self._answered_all.clear()
        if self._waiting:
            await self._answered_all.wait()
        await asyncio.gather(*self._tasks)
        for shard in self._shards:
            for timer in shard.parked.values():
                timer.cancel()

    async def submit(self, item_id: ItemId, command: Command) -> Answer:
        """Have a command settled; return its answer, which is definite unless its code is `unknown`."""
        return await self.enqueue(item_id, command)

    def enqueue(self, item_id: ItemId, command: Command) -> asyncio.Future[Answer]:
        """Have a command settled, behind those that came before it; return what will be its answer."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if not self._open:
            message = "the node is going down; nothing was decided"
            answer.set_result(Rejection(Code.UNAVAILABLE, message))
        elif self._waiting >= self._limits.queue_size_max:
            answer.set_result(self._busy("too many bids are waiting; nothing was decided"))
        else:
            deadline = time.monotonic() + self._limits.bid_timeout_ms / 1000
            shard = self._shards[self._keys.shard(item_id)]
            shard.ready.setdefault(item_id, []).append(Waiting(command, deadline, answer))
            self._waiting += 1
            self._start_soon()
        return answer

    def wake(self, item_ids: Iterable[ItemId]) -> None:
        """Take up items whose lock is kept for this node; one that nobody waits for is handed on."""
        for item_id in item_ids:
            shard = self._shards[self._keys.shard(item_id)]
            shard.kept.add(item_id)
            shard.ready.setdefault(item_id, [])
            if item_id in shard.parked:
                self._unpark(shard, item_id)
        self._start_soon()

    @property
    def waiting(self) -> int:
        """How many commands wait for their answer."""
        return self._waiting

    def _start_soon(self) -> None:
        """Start rounds once this turn of the loop has delivered all the commands it has."""
        if not self._starting:
            self._starting = True
            asyncio.get_running_loop().call_soon(self._start_rounds)

    def _start_rounds(self) -> None:
        self._starting = False
        for shard in self._shards:
            while shard.rounds < self._limits.rounds_max:
                batch = self._take_batch(shard)
                if not batch:
                    break
                shard.rounds += 1
                task = asyncio.create_task(self._round(shard, batch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _take_batch(self, shard: Shard) -> Batch:
        batch: Batch = {}
        room = self._limits.round_commands_max
        for item_id in [each for each in shard.ready if each not in shard.busy]:
            if len(batch) == self._limits.round_items_max or room == 0:
                break
            commands = self._drop_late(shard.ready.pop(item_id))
            if len(commands) > room:
                shard.ready[item_id] = commands[room:]
                commands = commands[:room]
            if commands or item_id in shard.kept:
                room -= len(commands)
                batch[item_id] = commands
                shard.busy.add(item_id)
                if commands and item_id in shard.kept:
                    shard.contested.add(item_id)
                shard.kept.discard(item_id)
        return batch

    async def _round(self, shard: Shard, batch: Batch) -> None:
        """Settle a batch; whatever happens, every command is answered or waits again."""
        item_ids = list(batch)
        waits: dict[ItemId, Millis] = dict.fromkeys(batch, self._limits.redis_retry_ms)
        try:
            outcome = await self._rounds.carry_out(shard.number, batch, shard.wants_again)
            waits = outcome.waits
            self.counters.rounds += 1
            self.counters.items_settled += len(outcome.settled)
            self._finish(outcome.settled, batch)
            self._outage.succeeded()
        except HotStateUntrusted as error:
            # It is being restored, most likely within the commands' time.
            self._outage.failed(error=repr(error))
        except RedisError as error:
            self._outage.failed(error=repr(error))
            self._refuse(batch, Code.UNAVAILABLE, "the hot state is down; nothing was decided")
        except Exception:
            log.exception("round_broken", shard=shard.number, items=len(batch))
            self._refuse(batch, Code.INTERNAL, "the server made a mistake; nothing was decided")
        finally:
            shard.rounds -= 1
            self._put_back(shard, item_ids, batch, waits)
            self._start_soon()

    def _finish(self, settled: Mapping[ItemId, Settlement], batch: Batch) -> None:
        """Answer everybody, then announce: whoever bid hears of it first by the answer."""
        for item_id, settlement in settled.items():
            for waiting, answer in zip(batch.pop(item_id), settlement.answers, strict=True):
                self._answer(waiting, answer)
        for settlement in settled.values():
            if settlement.events:
                self._announce(settlement)

    def _refuse(self, batch: Batch, code: Code, message: str) -> None:
        """Answer what nothing was decided for; the doubtful wait on for the truth."""
        for item_id, commands in batch.items():
            for waiting in commands:
                if not waiting.doubtful:
                    self._answer(waiting, Rejection(code, message))
            batch[item_id] = [waiting for waiting in commands if waiting.doubtful]

    def _put_back(
        self, shard: Shard, item_ids: list[ItemId], batch: Batch, waits: dict[ItemId, Millis]
    ) -> None:
        """Give a round's items free: at once, or when their lock can be had."""
        shard.contested.difference_update(item_ids)
        for item_id in item_ids:
            if unsettled := batch.get(item_id):
                shard.ready[item_id] = unsettled + shard.ready.get(item_id, [])
            wait_ms = waits.get(item_id)
            if wait_ms is None:
                # The round had the lock, so a wake-up that came meanwhile is out of date.
                shard.kept.discard(item_id)
            elif item_id not in shard.kept:
                self._park(shard, item_id, wait_ms)
                continue
            shard.busy.discard(item_id)

    def _park(self, shard: Shard, item_id: ItemId, wait_ms: Millis) -> None:
        """Wait to be woken; without that for `wait_ms`, or until a command's time is up."""
        waiting = shard.ready.get(item_id)
        in_time_s = waiting[0].deadline - time.monotonic() if waiting else wait_ms / 1000
        delay_s = max(0, min(wait_ms / 1000, in_time_s)) + _TIMER_SLACK_S
        timer = asyncio.get_running_loop().call_later(delay_s, self._outwait, shard, item_id)
        shard.parked[item_id] = timer

    def _outwait(self, shard: Shard, item_id: ItemId) -> None:
        self.counters.locks_outwaited += 1
        self._unpark(shard, item_id)

    def _unpark(self, shard: Shard, item_id: ItemId) -> None:
        shard.parked.pop(item_id).cancel()
        shard.busy.discard(item_id)
        self._start_soon()

    def _drop_late(self, commands: list[Waiting]) -> list[Waiting]:
        now = time.monotonic()
        in_time = []
        for waiting in commands:
            if waiting.answer.done():
                self._forget()
            elif now < waiting.deadline:
                in_time.append(waiting)
            elif waiting.doubtful:
                message = "the answer was lost; send the same bid_id again to learn it"
                self._answer(waiting, Rejection(Code.UNKNOWN, message))
            else:
                self._answer(waiting, self._busy("the item is too busy; nothing was decided"))
        return in_time

    def _answer(self, waiting: Waiting, answer: Answer) -> None:
        self._forget()
        waited_s = time.monotonic() - waiting.deadline + self._limits.bid_timeout_ms / 1000
        self.counters.answered(answer, waited_s)
        if not waiting.answer.done():
            waiting.answer.set_result(answer)

    def _forget(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._answered_all.set()

    def _busy(self, message: str) -> Rejection:
        details: dict[str, object] = {"retry_after_ms": self._limits.busy_retry_after_ms}
        return Rejection(Code.BUSY, message, details)
