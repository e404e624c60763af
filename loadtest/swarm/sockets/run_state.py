"""What all sockets of a run share: the nodes, the items, the tally, the log, and whether it is over."""

import asyncio
from dataclasses import dataclass, field
from itertools import count

from loadtest.evidence import Log
from loadtest.swarm.meters.tally import Tally
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import Broadcasts


@dataclass(slots=True, eq=False)
class Node:
    """A server process that sockets are connected to; or a balancer, until it has chosen one."""

    name: str
    host: str
    port: int
    balancer: "Node | None" = None
    connected: int = 0
    joined: int = 0
    bidders: int = 0
    lost: int = 0
    accepted: int = 0


@dataclass(slots=True)
class RunState:
    """Shared by all sockets; they and the run are on one event loop."""

    name: str
    nodes: list[Node]
    items: dict[str, KnownItem]
    closed_loop: bool
    deflate: bool = False
    log: Log | None = None
    tally: Tally = field(default_factory=Tally)
    broadcasts: Broadcasts = field(default_factory=Broadcasts)
    bid_numbers: "count[int]" = field(default_factory=count)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str | None = None
    bidding: bool = False
    leaving: bool = False
    dropping: bool = False
    """Connections are lost on purpose, and tried until they stand again: none counts as lost."""
    compressed: int = 0

    def known(self, item_id: str) -> KnownItem:
        """Return an item of the sale; raises ProtocolError if it is none."""
        item = self.items.get(item_id)
        if item is None:
            raise ProtocolError(f"the server told of an item that nobody watches: {item_id}")
        return item

    def node_behind(self, balancer: Node, name: str) -> Node:
        """Return the node that a balancer has chosen; the same one for the same name."""
        for node in self.nodes:
            if node.name == name:
                return node
        node = Node(name, balancer.host, balancer.port, balancer)
        self.nodes.append(node)
        return node

    def serving_nodes(self) -> list[Node]:
        """Return the nodes that sockets have come to; all of them when none has."""
        return [node for node in self.nodes if node.joined] or self.nodes

    def fail(self, why: str) -> None:
        """End the run early; the first reason stands."""
        if self.failure is None:
            self.failure = why
        self.stop_bidding()

    def stop_bidding(self) -> None:
        """Send no bid from here on, and let the run go on to its end."""
        self.bidding = False
        self.over.set()

    def lost(self, node: Node, why: str) -> None:
        """Note a connection that ended by itself; a node without any is gone."""
        if self.dropping:
            return
        node.lost += 1
        self.tally.losses[why] += 1
        if not any(each.connected for each in self.nodes if node in (each, each.balancer)):
            self.fail(f"{node.name} has dropped all its sockets: {why}")

    def item_closed(self, item: KnownItem) -> None:
        """Note an item that takes no more bids; when none does, there is nothing left to do."""
        item.is_open = False
        if not any(each.is_open for each in self.items.values()):
            self.stop_bidding()
