"""Commands on their way to an answer, and the items of a shard that they wait for."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.bidding.settling.records import Answer
from server.domain.commands import Command
from server.domain.types import ItemId


@dataclass(slots=True, eq=False)
class Waiting:
    """A command that waits. `doubtful`: a commit that holds it has not been confirmed."""

    command: Command
    deadline: float
    """On `time.monotonic()`, in seconds."""
    answer: asyncio.Future[Answer]
    doubtful: bool = False


Batch = dict[ItemId, list[Waiting]]


@dataclass(slots=True)
class Shard:
    """Where a shard's items stand on this node. An item is in at most one round at a time."""

    number: int
    ready: Batch = field(default_factory=dict)
    """Commands by item, in arrival order."""
    busy: set[ItemId] = field(default_factory=set)
    """Items in a round or parked: their commands wait."""
    parked: dict[ItemId, asyncio.TimerHandle] = field(default_factory=dict)
    """Items whose lock is somebody else's, until they are woken or the timer runs out."""
    kept: set[ItemId] = field(default_factory=set)
    """Items whose lock is kept for this node, which must take it or hand it on."""
    contested: set[ItemId] = field(default_factory=set)
    """Items in a round that had to wait for its turn: other nodes bid on them too."""
    rounds: int = 0

    def wants_again(self, item_id: ItemId) -> bool:
        """Tell whether this node wants an item's lock back when it lets go of it.

        A contested item is about to get more bids, from those who have just been answered: to
        stand in its line already saves asking for a lock that is somebody else's.
        """
        return item_id in self.ready or item_id in self.contested


def mark(commands: Iterable[Waiting], *, doubtful: bool) -> None:
    """Note whether a commit that holds `commands` has not been confirmed."""
    for waiting in commands:
        waiting.doubtful = doubtful
