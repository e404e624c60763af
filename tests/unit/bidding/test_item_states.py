"""The table of item states on the floor: every move, and every refused move."""

from collections.abc import Callable

import pytest

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


def rush_on_lamp(rounds_max: int) -> Table:
    states = table(commands_max=16, rounds_max=rounds_max)
    for command in "abcdefgh":
        states.submit(LAMP, command)
    states.submit(VASE, "i")
    return states


def test_an_item_with_few_commands_is_decided_before_the_rush_on_another_one() -> None:
    states = rush_on_lamp(rounds_max=2)
    assert states.take_batch(everything) == {VASE: ["i"]}
    states.submit(LAMP, "j")
    assert states.take_batch(everything) == {LAMP: list("abcdefghj")}


def test_the_rush_is_not_left_without_a_round() -> None:
    states = rush_on_lamp(rounds_max=1)
    assert states.take_batch(everything) == {LAMP: list("abcdefgh"), VASE: ["i"]}


@pytest.mark.parametrize(("lamp", "vase"), [("abcdefg", "ij"), ("abc", "i")])
def test_items_of_alike_queues_and_those_of_a_small_batch_share_a_round(
    lamp: str, vase: str
) -> None:
    states = table(commands_max=16)
    for item_id, commands in ((LAMP, lamp), (VASE, vase)):
        for command in commands:
            states.submit(item_id, command)
    assert states.take_batch(everything) == {LAMP: list(lamp), VASE: list(vase)}


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
