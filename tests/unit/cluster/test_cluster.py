"""The members of a cluster, without processes."""

import asyncio
import signal
from typing import Any, cast

import pytest

from server.cluster.balancer import Balancer
from server.cluster.cluster import Cluster
from server.cluster.member import Member
from server.cluster.slots import Slot, slots
from server.embedded.errors import EmbeddedError


class FakeMember:
    """A node that ends when it is told to."""

    def __init__(self, slot: Slot, log: list[str]) -> None:
        self.slot = slot
        self.fails = self.is_deaf = False
        self._log = log
        self._gone = asyncio.Event()

    async def start(self) -> None:
        if self.fails:
            raise EmbeddedError(f"{self.slot.name} does not start")
        self._log.append(f"start {self.slot.name}")

    async def run(self) -> None:
        await self._gone.wait()

    async def replace(self) -> None:
        self._log.append(f"replace {self.slot.name}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if number is signal.SIGKILL or not self.is_deaf:
            self._log.append(f"{number.name} {self.slot.name}")
            self._gone.set()

    async def ended(self) -> None:
        await self._gone.wait()


class FakeBalancer:
    """A balancer that serves all slots but the unserved ones."""

    def __init__(self, log: list[str]) -> None:
        self.unserved: set[str] = set()
        self._log = log

    async def switch_on(self, slot: Slot) -> None:
        self._log.append(f"switch on {slot.name}")

    async def until_served(self, slot: Slot) -> bool:
        self._log.append(f"served {slot.name}")
        return slot.name not in self.unserved


class House:
    """A cluster of fakes with three slots."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.balancer = FakeBalancer(self.log)
        self.members: dict[str, FakeMember] = {}
        balancer = cast("Balancer", self.balancer)
        self.cluster = Cluster(
            slots(8080)[:3], balancer, member=self._member, end_s=0.05, say=self.log.append
        )

    def _member(self, slot: Slot) -> Member:
        member = self.members[slot.name] = FakeMember(slot, self.log)
        return cast("Member", cast("Any", member))


async def test_nodes_get_clients_once_they_are_ready_and_end_with_the_cluster() -> None:
    house = House()
    async with house.cluster.running(2):
        for name in ("node1", "node2"):
            assert house.log.index(f"start {name}") < house.log.index(f"switch on {name}")
        house.log.clear()
    assert [line for line in house.log if "SIG" in line][:2] == ["SIGINT node1", "SIGINT node2"]


async def test_a_node_that_does_not_end_in_time_is_killed() -> None:
    house = House()
    async with house.cluster.running(1):
        house.members["node1"].is_deaf = True
    assert house.log[-1] == "SIGKILL node1"


async def test_a_node_is_added_in_the_first_free_slot() -> None:
    house = House()
    async with house.cluster.running(2):
        house.members["node1"].end()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for _ in range(3):
            await house.cluster.add()
        starts = [line for line in house.log if line.startswith("start")]
        assert starts == ["start node1", "start node2", "start node1", "start node3"]
        assert house.log[-1] == "no further node has a place"


async def test_nodes_are_restarted_one_after_the_other_while_the_last_is_served() -> None:
    house = House()
    async with house.cluster.running(3):
        house.log.clear()
        await house.cluster.restart_all()
        acts = [f"{act} node{n}" for n in (1, 2, 3) for act in ("replace", "served")]
        assert house.log == [*acts, "all nodes were restarted"]
        house.log.clear()
        house.balancer.unserved = {"node2"}
        await house.cluster.restart_all()
        assert [line for line in house.log if "replace" in line] == [
            "replace node1",
            "replace node2",
        ]


async def test_a_cluster_whose_node_does_not_start_ends_the_others() -> None:
    house = House()
    make = house._member

    def second_fails(slot: Slot) -> Member:
        member = make(slot)
        house.members[slot.name].fails = slot.name == "node2"
        return member

    house.cluster._member = second_fails
    with pytest.raises(EmbeddedError, match="node2 does not start"):
        async with house.cluster.running(2):
            pass
    assert "SIGINT node1" in house.log
