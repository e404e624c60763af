"""The settings of the garbage collector."""

import gc

from server.node.process.garbage_collection import THRESHOLDS, rare_collections


def test_collections_are_rare_inside_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_reference_cycles_are_still_collected() -> None:
    with rare_collections():
        passes = gc.get_stats()[0]["collections"]
        for _ in range(THRESHOLDS[0] + 1_000):
            cycle: list[object] = []
            cycle.append(cycle)
        assert gc.get_stats()[0]["collections"] == passes + 1
