"""A batch: the commands that a round takes from the floor, each with the future of its answer."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Answer
from server.bidding.settling.settle import NAMED
from server.domain.commands import Command
from server.domain.types import BidId, ItemId


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


LOGGED_MAX = 10
"""bid_ids that a log line names."""
Batch = dict[ItemId, list[Waiting]]
"""Commands by item, in arrival order."""


def bid_ids(commands: Sequence[Waiting]) -> list[BidId]:
    """Return the bid_ids that commands name, whose receipts a round needs."""
    return [w.command.bid_id for w in commands if isinstance(w.command, NAMED)]


def some_bid_ids(batch: Batch) -> list[BidId]:
    """Return the first bid_ids of a batch, for the log."""
    every = chain.from_iterable(bid_ids(commands) for commands in batch.values())
    return list(islice(every, LOGGED_MAX))


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
