"""The state of each item of a shard on this node's floor, as a table (0053): no asyncio, clock or I/O.

IDLE      no command waits here, and nothing is stored
READY     commands wait, or the item's lock is kept for this node: the next batch takes the item
IN_ROUND  a round settles the item, and commands that arrive wait for the next one
PARKED    the lock is elsewhere: the item waits for a wake-up, or for its timer

| event                  | IDLE  | READY            | IN_ROUND        | PARKED        |
| ---------------------- | ----- | ---------------- | --------------- | ------------- |
| submit                 | READY | READY            | IN_ROUND        | PARKED        |
| wake                   | READY | READY            | IN_ROUND        | READY         |
| take_batch             |       | IN_ROUND or IDLE |                 |               |
| end_round, settled     |       |                  | READY or IDLE   |               |
| end_round, put off     |       |                  | PARKED or READY |               |
| time_out               |       |                  |                 | READY or IDLE |

`wake` notes that Redis keeps the item's lock for this node. An item whose lock is not kept becomes
IDLE when none of its commands waits. An item that is put off is READY at once if it was woken
during the round. `take_batch` passes over items that are not READY. Any other event in an empty field
is an AssertionError and changes nothing.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from server.domain.types import ItemId, Millis

LARGE = 0.25
"""The share of a round's commands from which on a batch is large, so that others would notice its time."""
FEW = 4
"""An item has few commands if the average item of its batch has this many times as many."""
C = TypeVar("C")
"""A waiting command. The table keeps commands in order and knows nothing else of them."""


class State(Enum):
    """A state of an item on the floor."""

    IDLE = auto()
    READY = auto()
    IN_ROUND = auto()
    PARKED = auto()


IDLE, READY, IN_ROUND, PARKED = State


@dataclass(slots=True, eq=False)
class _Entry(Generic[C]):
    """An item that is not idle."""

    commands: list[C]
    """Commands that wait outside a round, in arrival order."""
    state: State = READY
    lock_kept: bool = False
    """Redis keeps the item's lock for this node, which has to take it or hand it on."""
    contested: bool = False
    """The round of the item had to wait for its turn, so other nodes bid on the item too."""


class ItemStates(Generic[C]):
    """The states of a shard's items, and the number of rounds under way."""

    def __init__(self, *, rounds_max: int, round_items_max: int, round_commands_max: int) -> None:
        """Limit the rounds under way at once, and the items and commands of each."""
        self._rounds_max = rounds_max
        self._items_max = round_items_max
        self._commands_max = round_commands_max
        self._rounds = 0
        self._entries: dict[ItemId, _Entry[C]] = {}
        # An item stands here exactly once while it is READY. A batch takes from the front, so a
        # round costs what it settles, however many items wait.
        self._ready: deque[ItemId] = deque()

    def __len__(self) -> int:
        """Return the number of items that are not idle."""
        return len(self._entries)

    def state(self, item_id: ItemId) -> State:
        """Return an item's state."""
        entry = self._entries.get(item_id)
        return IDLE if entry is None else entry.state

    def waiting(self, item_id: ItemId) -> Sequence[C]:
        """Return an item's commands that are in no round, in arrival order."""
        entry = self._entries.get(item_id)
        return () if entry is None else entry.commands

    def wants_lock_again(self, item_id: ItemId) -> bool:
        """Return whether this node wants the lock of an item in a round back when the round ends.

        0051: a contested item is about to get more bids, from the bidders who are answered by this
        round. Joining the line of waiting nodes already saves a call for a lock that is taken.
        """
        entry = self._entry_in(item_id, IN_ROUND)
        return entry.lock_kept or entry.contested or bool(entry.commands)

    def submit(self, item_id: ItemId, command: C) -> None:
        """Add a command behind the others of its item."""
        entry = self._entries.get(item_id)
        if entry is None:
            self._add(item_id, [command])
        else:
            entry.commands.append(command)

    def wake(self, item_id: ItemId) -> bool:
        """Note that an item's lock is kept for this node; return whether the item was parked."""
        entry = self._entries.get(item_id)
        if entry is None:
            entry = self._add(item_id, [])
        entry.lock_kept = True
        if entry.state is not PARKED:
            return False
        self._release(item_id, entry)
        return True

    def take_batch(self, in_time: Callable[[list[C]], list[C]]) -> dict[ItemId, list[C]]:
        """Begin a round of the items that have been ready longest; empty if none can begin.

        `in_time` returns those of an item's commands that are still to be decided; the others are
        dropped. An item without commands is in the batch if its lock is kept for this node. While rounds
        for two batches may begin, items with few commands do not wait for a rush on others (0232).
        """
        if self._rounds >= self._rounds_max:
            return {}
        batch = self._collect(in_time)
        if self._rounds + 1 < self._rounds_max:
            batch = self._few_first(batch)
        for item_id, commands in batch.items():
            entry = self._entries[item_id]
            entry.state = IN_ROUND
            if entry.lock_kept:
                entry.contested, entry.lock_kept = bool(commands), False
        if batch:
            self._rounds += 1
        return batch

    def _collect(self, in_time: Callable[[list[C]], list[C]]) -> dict[ItemId, list[C]]:
        """Take the items that have been ready longest, with as many commands as a round may have."""
        batch: dict[ItemId, list[C]] = {}
        room = self._commands_max
        while self._ready and room and len(batch) < self._items_max:
            item_id = self._ready.popleft()
            entry = self._entries[item_id]
            commands = in_time(entry.commands)
            if not commands and not entry.lock_kept:
                del self._entries[item_id]
                continue
            batch[item_id], entry.commands = commands[:room], commands[room:]
            room -= len(batch[item_id])
        return batch

    def _few_first(self, batch: dict[ItemId, list[C]]) -> dict[ItemId, list[C]]:
        """Return a batch, or the items of a large one that have few commands; the others come next."""
        size = sum(map(len, batch.values()))
        if size <= self._commands_max * LARGE:
            return batch
        few_max = size / len(batch) / FEW
        few = {item_id: each for item_id, each in batch.items() if len(each) <= few_max}
        if few:
            for item_id in reversed([each for each in batch if each not in few]):
                entry = self._entries[item_id]
                entry.commands = batch[item_id] + entry.commands
                self._ready.appendleft(item_id)
        return few or batch

    def end_round(
        self, unsettled: Mapping[ItemId, list[C]], waits: Mapping[ItemId, Millis]
    ) -> dict[ItemId, Millis]:
        """End a round; return for how many ms at most to park which of its items.

        `unsettled` has every item of the round, with the commands that wait again. `waits` has those
        that are put off, with the ms until the next try.
        """
        entries = [self._entry_in(item_id, IN_ROUND) for item_id in unsettled]
        self._rounds -= 1
        parked = {}
        for (item_id, commands), entry in zip(unsettled.items(), entries, strict=True):
            entry.contested = False
            if commands:
                entry.commands = commands + entry.commands
            if item_id not in waits:
                # The round had the lock, so a wake-up that came meanwhile is out of date.
                entry.lock_kept = False
            elif not entry.lock_kept:
                entry.state = PARKED
                parked[item_id] = waits[item_id]
                continue
            self._release(item_id, entry)
        return parked

    def stay_in_round(self) -> None:
        """Count one more round, for an item that stays in a round when its first one ends.

        `end_round` of the first one leaves the item out. The number of rounds may exceed its limit.
        """
        self._rounds += 1

    def time_out(self, item_id: ItemId) -> None:
        """End the parking of an item that was not woken in time."""
        self._release(item_id, self._entry_in(item_id, PARKED))

    def _entry_in(self, item_id: ItemId, state: State) -> _Entry[C]:
        entry = self._entries.get(item_id)
        assert entry is not None, f"an idle item is not {state}"
        assert entry.state is state, f"an item that is {entry.state} is not {state}"
        return entry

    def _add(self, item_id: ItemId, commands: list[C]) -> _Entry[C]:
        entry = self._entries[item_id] = _Entry(commands)
        self._ready.append(item_id)
        return entry

    def _release(self, item_id: ItemId, entry: _Entry[C]) -> None:
        """Make an item READY, or IDLE if there is nothing to do for it."""
        if entry.commands or entry.lock_kept:
            entry.state = READY
            self._ready.append(item_id)
        else:
            del self._entries[item_id]
