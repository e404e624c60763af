"""The floor: the node's bidding desk. It collects commands per item and settles them in rounds.

A round takes a shard's waiting items through acquire, decide and commit. Rounds of one item never
overlap; rounds of different items may. Commands of an item are decided in the order in which they
arrived. One floor per node and event loop; `async with floor.open()` bounds the life of its rounds.
"""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from redis import RedisError

from server.bidding.hot_state import Held, HotState
from server.bidding.records import Answer
from server.bidding.settle import Settlement, settle
from server.domain.commands import Command, PlaceBid
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId, Millis

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorLimits:
    """Bounds of the floor. Durations are in milliseconds."""

    queue_size_max: int = 10_000
    """Commands that may wait on this node, all items together."""
    round_items_max: int = 200
    round_commands_max: int = 256
    """Commands of one item that a round decides; the rest waits for the next."""
    rounds_max: int = 2
    """Rounds of one shard under way at once: while they run, the next one's batch collects."""
    bid_timeout_ms: int = 2_000
    lock_ttl_ms: int = 1_000
    lock_retry_ms: int = 2
    redis_retry_ms: int = 50
    busy_retry_after_ms: int = 250


@dataclass(slots=True, eq=False)
class _Waiting:
    """A command on its way to an answer. `doubtful`: a commit that holds it has not been confirmed."""

    command: Command
    deadline: float
    answer: asyncio.Future[Answer]
    doubtful: bool = False


@dataclass(slots=True)
class _Shard:
    ready: dict[ItemId, list[_Waiting]] = field(default_factory=dict)
    settling: set[ItemId] = field(default_factory=set)
    """Items in a round or pausing before another try at their lock."""
    rounds: int = 0


class Floor:
    """Takes commands, answers each. `announce` is called after every commit that changed an item."""

    def __init__(
        self,
        hot_state: HotState,
        *,
        announce: Callable[[Settlement], None],
        limits: FloorLimits | None = None,
    ) -> None:
        self._hot_state = hot_state
        self._announce = announce
        self._limits = limits or FloorLimits()
        self._shards = [_Shard() for _ in range(hot_state.keys.shards)]
        self._waiting = 0
        self._woken = False
        self._open = False
        self._redis_failed = False
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

    async def submit(self, item_id: ItemId, command: Command) -> Answer:
        """Have a command settled; return its answer, which is definite unless its code is `unknown`."""
        return await self.enter(item_id, command)

    def enter(self, item_id: ItemId, command: Command) -> asyncio.Future[Answer]:
        """Have a command settled, without waiting; the future's result is what `submit` returns."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if not self._open:
            reason = "the node is going down; nothing was decided"
            answer.set_result(Rejection(Code.UNAVAILABLE, reason))
            return answer
        if self._waiting >= self._limits.queue_size_max:
            answer.set_result(self._busy("too many bids are waiting; nothing was decided"))
            return answer
        deadline = time.monotonic() + self._limits.bid_timeout_ms / 1000
        waiting = _Waiting(command, deadline, answer)
        shard = self._shards[self._hot_state.keys.shard(item_id)]
        shard.ready.setdefault(item_id, []).append(waiting)
        self._waiting += 1
        self._wake()
        return answer

    def _wake(self) -> None:
        """Start rounds once this turn of the loop has delivered all the commands it has."""
        if not self._woken:
            self._woken = True
            asyncio.get_running_loop().call_soon(self._start_rounds)

    def _start_rounds(self) -> None:
        self._woken = False
        for number, shard in enumerate(self._shards):
            while shard.rounds < self._limits.rounds_max:
                batch = self._take_batch(shard)
                if not batch:
                    break
                shard.rounds += 1
                task = asyncio.create_task(self._round(number, shard, batch))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _take_batch(self, shard: _Shard) -> dict[ItemId, list[_Waiting]]:
        batch: dict[ItemId, list[_Waiting]] = {}
        for item_id in list(shard.ready):
            if len(batch) == self._limits.round_items_max:
                break
            if item_id in shard.settling:
                continue
            commands = self._drop_late(shard.ready.pop(item_id))
            if len(commands) > self._limits.round_commands_max:
                shard.ready[item_id] = commands[self._limits.round_commands_max :]
                commands = commands[: self._limits.round_commands_max]
            if commands:
                batch[item_id] = commands
                shard.settling.add(item_id)
        return batch

    async def _round(self, number: int, shard: _Shard, batch: dict[ItemId, list[_Waiting]]) -> None:
        """Settle a batch; whatever happens, every command is answered or waits again."""
        token = uuid.uuid4().hex
        pause_ms = self._limits.lock_retry_ms
        try:
            now, held = await self._acquire(number, token, batch)
            settled = {item_id: _settle(held[item_id], batch[item_id], now) for item_id in held}
            written = await self._commit(number, token, settled, batch)
            for item_id in written:
                self._finish(settled[item_id], batch.pop(item_id))
                shard.settling.discard(item_id)
            self._note_redis(None)
        except RedisError as error:
            self._note_redis(error)
            self._refuse(batch, Code.UNAVAILABLE, "the hot state is down; nothing was decided")
            pause_ms = self._limits.redis_retry_ms
        except Exception:
            log.exception("round_broken", shard=number, items=len(batch))
            self._refuse(batch, Code.INTERNAL, "the server made a mistake; nothing was decided")
        finally:
            shard.rounds -= 1
            self._try_again(shard, batch, pause_ms)
            self._wake()

    async def _acquire(
        self, number: int, token: str, batch: dict[ItemId, list[_Waiting]]
    ) -> tuple[Millis, dict[ItemId, Held]]:
        """Take the locks; asked once more where a connection was lost, which changes nothing."""
        wanted = {
            item_id: [w.command.bid_id for w in commands if isinstance(w.command, PlaceBid)]
            for item_id, commands in batch.items()
        }
        ttl_ms = self._limits.lock_ttl_ms
        try:
            return await self._hot_state.acquire(number, token, ttl_ms, wanted)
        except RedisError:
            return await self._hot_state.acquire(number, token, ttl_ms, wanted)

    async def _commit(
        self,
        number: int,
        token: str,
        settled: dict[ItemId, Settlement],
        batch: dict[ItemId, list[_Waiting]],
    ) -> set[ItemId]:
        """Write what was settled. No reply: the next round learns from the receipts what became of it."""
        if not settled:
            return set()
        _mark([w for item_id in settled for w in batch[item_id]], doubtful=True)
        try:
            written = await self._hot_state.commit(number, token, settled)
        except RedisError as error:
            log.warning("commit_in_doubt", shard=number, items=len(settled), error=repr(error))
            return set()
        fenced_off = [w for item_id in settled.keys() - written for w in batch[item_id]]
        _mark(fenced_off, doubtful=False)
        return written

    def _finish(self, settlement: Settlement, commands: list[_Waiting]) -> None:
        for waiting, answer in zip(commands, settlement.answers, strict=True):
            self._answer(waiting, answer)
        if settlement.events:
            self._announce(settlement)

    def _refuse(self, batch: dict[ItemId, list[_Waiting]], code: Code, message: str) -> None:
        """Answer what nothing was decided for; the doubtful wait on for the truth."""
        for item_id, commands in batch.items():
            for waiting in commands:
                if not waiting.doubtful:
                    self._answer(waiting, Rejection(code, message))
            batch[item_id] = [waiting for waiting in commands if waiting.doubtful]

    def _try_again(self, shard: _Shard, batch: dict[ItemId, list[_Waiting]], pause_ms: int) -> None:
        """Put items that could not be settled back in front, to be taken up after a pause."""
        if not batch:
            return
        for item_id, commands in batch.items():
            shard.ready[item_id] = commands + shard.ready.get(item_id, [])
        pause_s = pause_ms * random.uniform(0.5, 1.5) / 1000  # noqa: S311
        asyncio.get_running_loop().call_later(pause_s, self._release, shard, list(batch))

    def _note_redis(self, error: RedisError | None) -> None:
        """Log that rounds fail, or succeed again, once and not for every round."""
        if error is not None and not self._redis_failed:
            log.warning("rounds_fail", error=repr(error))
        elif error is None and self._redis_failed:
            log.info("rounds_succeed_again")
        self._redis_failed = error is not None

    def _release(self, shard: _Shard, item_ids: list[ItemId]) -> None:
        shard.settling.difference_update(item_ids)
        self._wake()

    def _drop_late(self, commands: list[_Waiting]) -> list[_Waiting]:
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

    def _answer(self, waiting: _Waiting, answer: Answer) -> None:
        self._forget()
        if not waiting.answer.done():
            waiting.answer.set_result(answer)

    def _forget(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._answered_all.set()

    def _busy(self, message: str) -> Rejection:
        figures: dict[str, object] = {"retry_after_ms": self._limits.busy_retry_after_ms}
        return Rejection(Code.BUSY, message, figures)


def _settle(held: Held, commands: list[_Waiting], now: Millis) -> Settlement:
    return settle(held.item, held.receipts, [waiting.command for waiting in commands], now)


def _mark(commands: list[_Waiting], *, doubtful: bool) -> None:
    for waiting in commands:
        waiting.doubtful = doubtful
