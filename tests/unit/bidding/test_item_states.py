"""The table of item states on the floor: every move, every refused move, and any sequence of them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.bidding.item_states import ItemStates, State
from server.domain.types import ItemId

LAMP, VASE = ItemId("lamp"), ItemId("vase")

Table = ItemStates[str]


def table(*, rounds_max: int = 4, items_max: int = 200, commands_max: int = 256) -> Table:
    return ItemStates(
        rounds_max=rounds_max, round_items_max=items_max, round_commands_max=commands_max
    )


def everything(commands: list[str]) -> list[str]:
    """Find no command late."""
    return commands


def nothing(commands: list[str]) -> list[str]:
    """Find all commands late."""
    return []


def ready() -> Table:
    states = table()
    states.submit(LAMP, "a")
    return states


def in_round() -> Table:
    states = ready()
    assert states.take_batch(everything) == {LAMP: ["a"]}
    return states


def parked() -> Table:
    states = in_round()
    assert states.end_round({LAMP: ["a"]}, {LAMP: 50}) == {LAMP: 50}
    return states


def parked_without_commands() -> Table:
    states = in_round()
    assert states.end_round({LAMP: []}, {LAMP: 50}) == {LAMP: 50}
    return states


MOVES: dict[str, tuple[Callable[[], Table], Callable[[Table], object], State]] = {
    "submit an idle": (table, lambda t: t.submit(LAMP, "b"), State.READY),
    "submit a ready": (ready, lambda t: t.submit(LAMP, "b"), State.READY),
    "submit in a round": (in_round, lambda t: t.submit(LAMP, "b"), State.IN_ROUND),
    "submit a parked": (parked, lambda t: t.submit(LAMP, "b"), State.PARKED),
    "wake an idle": (table, lambda t: t.wake(LAMP), State.READY),
    "wake a ready": (ready, lambda t: t.wake(LAMP), State.READY),
    "wake in a round": (in_round, lambda t: t.wake(LAMP), State.IN_ROUND),
    "wake a parked": (parked, lambda t: t.wake(LAMP), State.READY),
    "take a ready": (ready, lambda t: t.take_batch(everything), State.IN_ROUND),
    "take only late commands": (ready, lambda t: t.take_batch(nothing), State.IDLE),
    "settle": (in_round, lambda t: t.end_round({LAMP: []}, {}), State.IDLE),
    "settle a part": (in_round, lambda t: t.end_round({LAMP: ["a"]}, {}), State.READY),
    "put off": (in_round, lambda t: t.end_round({LAMP: ["a"]}, {LAMP: 1}), State.PARKED),
    "time out": (parked, lambda t: t.time_out(LAMP), State.READY),
    "time out without commands": (
        parked_without_commands,
        lambda t: t.time_out(LAMP),
        State.IDLE,
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_each_event_leads_to_the_state_in_the_table(move: str) -> None:
    begin, event, reached = MOVES[move]
    states = begin()
    event(states)
    assert states.state(LAMP) is reached
    assert len(states) == (reached is not State.IDLE), "idle items are not stored"


REFUSED: dict[str, tuple[Callable[[], Table], Callable[[Table], object]]] = {
    **{
        f"end a round of {begin.__name__}": (begin, lambda t: t.end_round({LAMP: ["x"]}, {}))
        for begin in (table, ready, parked)
    },
    **{
        f"time out {begin.__name__}": (begin, lambda t: t.time_out(LAMP))
        for begin in (table, ready, in_round)
    },
    **{
        f"ask for the lock of {begin.__name__}": (begin, lambda t: t.wants_lock_again(LAMP))
        for begin in (table, ready, parked)
    },
    "end a round of more": (in_round, lambda t: t.end_round({LAMP: ["x"], VASE: []}, {})),
}


@pytest.mark.parametrize("move", REFUSED)
def test_a_move_that_is_not_in_the_table_changes_nothing(move: str) -> None:
    begin, event = REFUSED[move]
    states = begin()
    before = (states.state(LAMP), list(states.waiting(LAMP)), states.state(VASE))
    with pytest.raises(AssertionError):
        event(states)
    assert (states.state(LAMP), list(states.waiting(LAMP)), states.state(VASE)) == before


@pytest.mark.parametrize("begin", [table, in_round, parked])
def test_only_ready_items_are_taken(begin: Callable[[], Table]) -> None:
    states = begin()
    before = states.state(LAMP)
    assert states.take_batch(everything) == {}
    assert states.state(LAMP) is before


def test_commands_that_wait_again_stand_before_those_that_came_during_the_round() -> None:
    states = in_round()
    states.submit(LAMP, "b")
    states.end_round({LAMP: ["a"]}, {})
    assert states.take_batch(everything) == {LAMP: ["a", "b"]}


def test_a_round_takes_no_more_items_and_commands_than_its_limits() -> None:
    states = table(items_max=2, commands_max=3)
    for item_id in "xyz":
        states.submit(ItemId(item_id), "a")
    assert list(states.take_batch(everything)) == ["x", "y"]
    for command in "bcde":
        states.submit(ItemId("z"), command)
    assert states.take_batch(everything) == {"z": ["a", "b", "c"]}
    assert states.take_batch(everything) == {}, "the others of the item wait for its next round"
    states.end_round({ItemId("z"): []}, {})
    assert states.take_batch(everything) == {"z": ["d", "e"]}


def test_a_round_that_is_full_of_commands_takes_no_further_item() -> None:
    states = table(commands_max=2)
    for item_id, command in ((LAMP, "a"), (LAMP, "b"), (VASE, "c")):
        states.submit(item_id, command)
    assert states.take_batch(everything) == {LAMP: ["a", "b"]}
    assert states.take_batch(everything) == {VASE: ["c"]}


def test_no_round_begins_while_as_many_as_allowed_are_under_way() -> None:
    states = table(rounds_max=1)
    states.submit(LAMP, "a")
    states.take_batch(everything)
    states.submit(VASE, "a")
    assert states.take_batch(everything) == {}
    states.end_round({LAMP: []}, {})
    assert states.take_batch(everything) == {VASE: ["a"]}


def test_a_batch_of_late_commands_alone_counts_as_no_round() -> None:
    states = table(rounds_max=1)
    states.submit(LAMP, "a")
    assert states.take_batch(nothing) == {}
    states.submit(LAMP, "b")
    assert states.take_batch(everything) == {LAMP: ["b"]}


def test_a_lock_that_is_kept_for_an_item_without_commands_is_taken_to_hand_it_on() -> None:
    states = table()
    states.wake(LAMP)
    assert states.take_batch(everything) == {LAMP: []}
    assert not states.wants_lock_again(LAMP)


def test_a_lock_is_wanted_again_where_more_commands_wait() -> None:
    states = in_round()
    assert not states.wants_lock_again(LAMP)
    states.submit(LAMP, "b")
    assert states.wants_lock_again(LAMP)


def test_a_lock_is_wanted_again_after_a_round_that_had_to_wait_for_its_turn() -> None:
    states = parked()
    assert states.wake(LAMP), "it was parked"
    states.take_batch(everything)
    assert states.wants_lock_again(LAMP)
    states.submit(LAMP, "b")
    states.end_round({LAMP: []}, {})
    states.take_batch(everything)
    assert not states.wants_lock_again(LAMP), "its next round did not wait"


def test_an_item_that_is_woken_during_its_round_is_not_parked_after_it() -> None:
    states = in_round()
    assert not states.wake(LAMP), "it was not parked"
    assert states.end_round({LAMP: ["a"]}, {LAMP: 50}) == {}
    assert states.take_batch(everything) == {LAMP: ["a"]}


def test_a_wake_up_during_a_round_that_had_the_lock_is_out_of_date() -> None:
    states = in_round()
    states.wake(LAMP)
    states.end_round({LAMP: []}, {})
    assert states.state(LAMP) is State.IDLE


def test_items_take_turns_in_the_order_in_which_they_became_ready() -> None:
    states = table(items_max=1)
    states.submit(LAMP, "a")
    states.submit(VASE, "a")
    states.take_batch(everything)
    states.submit(LAMP, "b")
    states.end_round({LAMP: []}, {})
    assert states.take_batch(everything) == {VASE: ["a"]}
    assert states.take_batch(everything) == {LAMP: ["b"]}


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


def test_an_item_may_stay_in_a_round_of_its_own_when_its_first_one_ends() -> None:
    states = table(rounds_max=1)
    states.submit(LAMP, "a")
    states.submit(VASE, "b")
    batch = states.take_batch(everything)
    states.end_round({VASE: batch[VASE]}, {})
    states.stay_in_round()
    assert (states.state(LAMP), states.state(VASE)) == (State.IN_ROUND, State.READY)
    assert states.take_batch(everything) == {}, "the round of the first item counts"
    states.end_round({LAMP: []}, {})
    assert states.take_batch(everything) == {VASE: ["b"]}
