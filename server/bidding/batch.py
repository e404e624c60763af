"""A batch: the commands that a round takes from the floor, and the result that it returns."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Protocol

import msgspec

from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Answer
from server.bidding.settling.settle import NAMED, Settlement, undecided
from server.domain.commands import Command
from server.domain.types import BidId, ItemId, Millis


@dataclass(slots=True, eq=False)
class Waiting:
    """A command that waits for its answer."""

    command: Command
    deadline: float
    """On `time.monotonic()`, in seconds."""
    answer: asyncio.Future[Answer]
    unconfirmed: bool = False
    """A commit that holds the command got no reply, so its outcome is unknown."""
    traced: bool = False
    needs_history: bool = False
    """A round has found that the command's item needs its history."""


LOGGED_MAX = 10
"""bid_ids that a log line names."""
Batch = dict[ItemId, list[Waiting]]
"""Commands by item, in arrival order."""


class RoundResult(msgspec.Struct, frozen=True):
    """The items of a batch that were settled, and those that are put off."""

    settled: dict[ItemId, Settlement]
    """Items that were written. Their commands have their answers."""
    waits: dict[ItemId, Millis]
    """Items to try again after so many ms, unless a wake-up comes first. A settled item is among them
    where this node is in the line for its lock."""
    need_history: set[ItemId] = set()
    """Items of which nothing was decided, because a retraction needs their whole history, or because
    receipts are missing that are still being restored."""


@dataclass(slots=True)
class Decisions:
    """The decisions on the items whose locks a round holds. The commit of each releases its lock."""

    settled: dict[ItemId, Settlement] = field(default_factory=dict)
    failed: dict[ItemId, Exception] = field(default_factory=dict)
    """Items whose decision or encoding has failed. Their commands are refused, and nothing is written."""
    need_history: set[ItemId] = field(default_factory=set)
    """Items of which nothing is decided in this round; see `RoundResult`."""

    def fail(
        self, item_id: ItemId, held: HeldItem, commands: Sequence[Waiting], error: Exception
    ) -> None:
        """Refuse an item's commands because of an error."""
        self.settled[item_id] = undecided(held.item, commands, held.epoch)
        self.failed[item_id] = error

    def put_off(self, item_id: ItemId, held: HeldItem) -> None:
        """Leave an item to a round that reads its history."""
        self.settled[item_id] = undecided(held.item, (), held.epoch)
        self.need_history.add(item_id)


class CarriesOutRounds(Protocol):
    """Carries batches out, alone or with a wait for a replica and with traces."""

    async def carry_out(
        self,
        shard: int,
        batch: Batch,
        wants_lock_again: Callable[[ItemId], bool],
        *,
        history: bool = False,
    ) -> RoundResult:
        """Settle the items whose locks can be had now."""
        ...


def bid_ids(commands: Sequence[Waiting]) -> list[BidId]:
    """Return the bid_ids that commands name, whose receipts a round needs."""
    return [w.command.bid_id for w in commands if isinstance(w.command, NAMED)]


def some_bid_ids(batch: Batch) -> list[BidId]:
    """Return the first bid_ids of a batch, for the log."""
    every = chain.from_iterable(bid_ids(commands) for commands in batch.values())
    return list(islice(every, LOGGED_MAX))


def divided(batch: Batch) -> Iterator[tuple[Batch, bool]]:
    """Yield the batch of each round of a batch, and whether the round reads the history of its only item.

    0091: an item whose history round missed the lock has another one at its next turn. A usual round would
    only find again that it needs the history, and let the turn pass.
    """
    for item_id in [
        each for each, commands in batch.items() if any(w.needs_history for w in commands)
    ]:
        yield {item_id: batch.pop(item_id)}, True
    if batch:
        yield batch, False


def lacking_receipts(held: HeldItem, commands: Sequence[Waiting]) -> list[BidId]:
    """Return the bid_ids of commands whose receipts may be among those that are still being restored."""
    if not held.receipts_after:
        return []
    return [bid_id for bid_id in bid_ids(commands) if bid_id not in held.receipts]


def mark(batch: Batch, item_ids: Iterable[ItemId], *, unconfirmed: bool) -> None:
    """Note whether a commit of these items' commands got no reply so far."""
    for item_id in item_ids:
        for waiting in batch[item_id]:
            waiting.unconfirmed = unconfirmed
