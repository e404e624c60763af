"""The state that all sockets of a run share."""

import pytest

from loadtest.swarm.wire.frames import ProtocolError
from tests.unit.loadtest.swarm.sockets.links import run_state


def test_only_the_first_failure_is_kept() -> None:
    state = run_state()
    state.bidding = True
    state.fail("first")
    state.fail("second")
    assert state.failure == "first"
    assert state.over.is_set()
    assert not state.bidding


def test_a_node_behind_a_balancer_is_one_object_per_name() -> None:
    state = run_state()
    balancer = state.nodes[0]
    node = state.node_behind(balancer, "node1")
    assert state.node_behind(balancer, "node1") is node
    assert node.balancer is balancer
    node.joined = 1
    assert state.serving_nodes() == [node]


def test_a_node_that_has_lost_its_last_connection_fails_the_run() -> None:
    state = run_state()
    state.nodes[0].connected = 1
    state.lost(state.nodes[0], "reset")
    assert state.failure is None
    state.nodes[0].connected = 0
    state.lost(state.nodes[0], "reset")
    assert state.failure == "node has dropped all its sockets: reset"
    assert state.tally.losses == {"reset": 2}


def test_a_connection_that_is_dropped_on_purpose_is_not_lost() -> None:
    state = run_state()
    state.dropping = True
    state.lost(state.nodes[0], "reset")
    assert state.failure is None
    assert not state.tally.losses


def test_bidding_ends_when_no_item_is_open() -> None:
    state = run_state("lamp", "vase")
    state.item_closed(state.items["lamp"])
    assert not state.over.is_set()
    state.item_closed(state.items["vase"])
    assert state.over.is_set()


def test_an_item_of_another_sale_is_refused() -> None:
    with pytest.raises(ProtocolError, match="not watched: vase"):
        run_state("lamp").known("vase")
