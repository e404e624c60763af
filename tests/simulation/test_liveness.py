"""The judge of waits without a fault, and the crowds in which it looks for them."""

from random import Random
from types import SimpleNamespace
from typing import Any

from server.bidding.counters import Counters
from server.bidding.hot_state.keys import Keys
from server.domain.types import ItemId
from tests.simulation.faults import plan
from tests.simulation.liveness import late_news, long_waits, seqs_of, unfair_turns
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.worlds import CROWD_S, CROWDED_EVERY, world


def test_a_lock_that_is_outwaited_is_found_unless_it_was_kept_for_another_node() -> None:
    counters = Counters(locks_outwaited=2)
    counters.parked_s.add(0.1)
    assert not [*long_waits({"one": Counters(), "two": counters})]
    counters.parked_s.add(1.0)
    assert [*long_waits({"one": Counters(), "two": counters})] == [
        "waits: two has outwaited 2 locks without a fault"
    ]


def test_a_round_that_failed_is_found() -> None:
    counters = Counters()
    counters.rounds_failed["redis"] += 1
    assert [*long_waits({"one": counters})] == [
        "waits: rounds of one have failed without a fault: {'redis': 1}"
    ]


def test_a_command_that_waited_until_its_deadline_is_found() -> None:
    counters = Counters()
    counters.answer_s.add(2.0)
    assert not [*long_waits({"one": counters})]
    counters.answer_s.add(2.1)
    assert [*long_waits({"one": counters})] == [
        "waits: one has refused 1 commands as late without a fault"
    ]


def test_nodes_with_unequal_turns_are_found() -> None:
    assert not [*unfair_turns({"one": 7, "two": 6, "three": 7})]
    assert [*unfair_turns({"one": 10, "two": 5})]
    assert [*unfair_turns({"one": 0, "two": 0})], "a crowd without turns shows nothing"


def test_news_that_do_not_reach_a_screen_are_found() -> None:
    screen: Any = SimpleNamespace(
        name="ann", views={"lamp": SimpleNamespace(item=SimpleNamespace(seq=4))}
    )
    assert not [*late_news(screen, {"lamp": 4, "vase": 9})]
    assert [*late_news(screen, {"lamp": 5})] == [
        "waits: ann shows lamp at number 4, 1 s after number 5"
    ]


def test_the_numbers_of_items_are_those_of_redis_and_0_without_an_item() -> None:
    server, keys = RedisServer(lambda: 0.0, Random(0), clock_ms=0), Keys(1)
    lamp, vase = ItemId("lamp"), ItemId("vase")
    server.execute((b"HSET", keys.item(0, lamp).encode(), b"seq", b"22"), lambda _: None)
    core = SimpleNamespace(hot_state=SimpleNamespace(keys=keys))
    scene: Any = SimpleNamespace(server=server, nodes=[SimpleNamespace(core=core)])
    assert seqs_of(scene, [lamp, vase]) == {lamp: 22, vase: 0}


def test_no_fault_begins_before_a_crowd_has_gone() -> None:
    crowded = [seed for seed in range(4 * CROWDED_EVERY) if world(seed).rushes[0].is_crowd]
    assert crowded
    assert min(fault.at_s for seed in crowded for fault in plan(seed, nodes=3)) > CROWD_S
