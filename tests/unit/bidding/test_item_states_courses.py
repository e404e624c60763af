"""Any sequence of events on the table of item states: no command is lost, doubled or reordered."""

from hypothesis import given
from hypothesis import strategies as st

from server.bidding.item_states import ItemStates, State
from server.domain.types import ItemId

ITEMS = [ItemId(f"item-{number}") for number in range(4)]
events = st.tuples(
    st.sampled_from(["submit", "submit", "wake", "take", "settle", "put off", "split", "time out"]),
    st.integers(0, 3),
    st.integers(0, 7),
)


class Course:
    """A table under a sequence of events, and its own record of each command's way."""

    def __init__(self) -> None:
        self.states: ItemStates[int] = ItemStates(
            rounds_max=2, round_items_max=2, round_commands_max=3
        )
        self.rounds: list[dict[ItemId, list[int]]] = []
        self.sent: dict[ItemId, list[int]] = {item_id: [] for item_id in ITEMS}
        self.decided: dict[ItemId, list[int]] = {item_id: [] for item_id in ITEMS}
        self.late: set[int] = set()
        self.number = 0

    def in_time(self, commands: list[int]) -> list[int]:
        """Find every fifth command late."""
        self.late.update(command for command in commands if command % 5 == 0)
        return [command for command in commands if command % 5]

    def take(self) -> None:
        batch = self.states.take_batch(self.in_time)
        if not batch:
            return
        busy = {item_id for each in self.rounds for item_id in each}
        assert not busy & batch.keys(), "an item is in one round at a time"
        self.rounds.append(batch)
        assert len(self.rounds) <= 2
        assert len(batch) <= 2
        assert sum(map(len, batch.values())) <= 3

    def end(self, number: int, kept: dict[ItemId, int], waits: dict[ItemId, int]) -> None:
        """End a round that has decided all but the last `kept` commands of its items."""
        batch = self.rounds.pop(number % len(self.rounds))
        unsettled = {}
        for item_id, commands in batch.items():
            decided = len(commands) - min(kept.get(item_id, 0), len(commands))
            self.decided[item_id] += commands[:decided]
            unsettled[item_id] = commands[decided:]
        waits = {item_id: ms for item_id, ms in waits.items() if item_id in batch}
        assert self.states.end_round(unsettled, waits).keys() <= waits.keys()

    def step(self, event: str, place: int, number: int) -> None:
        item_id = ITEMS[place]
        match event:
            case "submit":
                self.number += 1
                self.sent[item_id].append(self.number)
                self.states.submit(item_id, self.number)
            case "wake":
                parked = self.states.state(item_id) is State.PARKED
                assert self.states.wake(item_id) is parked
            case "take":
                self.take()
            case "settle" if self.rounds:
                self.end(number, {}, {})
            case "put off" if self.rounds:
                everything = dict.fromkeys(ITEMS, 9)
                self.end(number, everything, everything)
            case "split" if self.rounds:
                self.end(number, {item_id: 9}, {item_id: 9})
            case "time out" if self.states.state(item_id) is State.PARKED:
                self.states.time_out(item_id)

    def drain(self) -> None:
        while len(self.states):
            for item_id in ITEMS:
                if self.states.state(item_id) is State.PARKED:
                    self.states.time_out(item_id)
            self.take()
            while self.rounds:
                self.end(0, {}, {})


@given(st.lists(events, max_size=80))
def test_no_command_is_lost_doubled_or_reordered_whatever_happens(
    history: list[tuple[str, int, int]],
) -> None:
    course = Course()
    for event, place, number in history:
        course.step(event, place, number)
        waiting = [each for item_id in ITEMS for each in course.states.waiting(item_id)]
        deciding = [c for each in course.rounds for commands in each.values() for c in commands]
        decided = [c for commands in course.decided.values() for c in commands]
        everywhere = [*waiting, *deciding, *decided, *course.late]
        assert sorted(everywhere) == list(range(1, course.number + 1))
    course.drain()
    for item_id in ITEMS:
        in_order = [command for command in course.sent[item_id] if command not in course.late]
        assert course.decided[item_id] == in_order
