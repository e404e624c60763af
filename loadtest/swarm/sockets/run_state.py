"""The state that all sockets of a run share: nodes, items, counters, the log, the end of the run."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from loadtest.evidence import Log
from loadtest.swarm.meters.tally import Tally
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import Broadcasts, SaleRow


@dataclass(slots=True, eq=False)
class Node:
    """A server process with its counters, or a balancer until it has chosen the process."""

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
class SaleScreen:
    """The items of the sale as a feed has shown them, and the number of its last message."""

    number: int = 0
    items: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """For each item its epoch, its `seq` and its price."""

    def fold(self, rows: Iterable[SaleRow]) -> None:
        """Take the later state of each item."""
        for row in rows:
            shown = self.items.get(row.item_id)
            if shown is None or (row.epoch, row.seq) >= shown[:2]:
                self.items[row.item_id] = (row.epoch, row.seq, row.price)

    def shows(self, items: Mapping[str, Mapping[str, Any]]) -> bool:
        """Return whether the items are as `GET /items/{id}` returned them."""
        return all(
            self.items.get(item_id, (0, 0, 0))[1:] == (item["seq"], item["price"])
            for item_id, item in items.items()
        )


@dataclass(slots=True)
class RunState:
    """The shared state; all sockets and the run are on one event loop."""

    name: str
    nodes: list[Node]
    items: dict[str, KnownItem]
    closed_loop: bool
    deflate: bool = False
    heed: bool = False
    """Whether bidders wait for their answers, and send nothing until the time that an answer names."""
    log: Log | None = None
    tally: Tally = field(default_factory=Tally)
    broadcasts: Broadcasts = field(default_factory=Broadcasts)
    bid_numbers: "count[int]" = field(default_factory=count)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str | None = None
    bidding: bool = False
    leaving: bool = False
    dropping: bool = False
    """While connections are dropped on purpose and retried, none counts as lost."""
    compressed: int = 0
    sale: dict[str, SaleScreen] = field(default_factory=dict)
    """The sale as each feed has shown it."""
    commits: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each item its last event that a bidder has received, and the moment of its commit in ms."""

    def screen_of(self, feed: str) -> SaleScreen:
        """Return the screen of a feed."""
        return self.sale.setdefault(feed, SaleScreen())

    def oldest_commit(self, rows: Iterable[SaleRow]) -> int | None:
        """Return the earliest commit among the rows; None if a bidder has not received one of them."""
        oldest: int | None = None
        for row in rows:
            seq, at = self.commits.get(row.item_id, (0, 0))
            if seq != row.seq:
                return None
            oldest = at if oldest is None else min(oldest, at)
        return oldest

    def known(self, item_id: str) -> KnownItem:
        """Return an item of the sale; raises ProtocolError if it is another sale's."""
        item = self.items.get(item_id)
        if item is None:
            raise ProtocolError(f"the server sent an item that is not watched: {item_id}")
        return item

    def node_behind(self, balancer: Node, name: str) -> Node:
        """Return the node that a balancer has chosen; one object per name."""
        for node in self.nodes:
            if node.name == name:
                return node
        node = Node(name, balancer.host, balancer.port, balancer)
        self.nodes.append(node)
        return node

    def serving_nodes(self) -> list[Node]:
        """Return the nodes that have sockets; all nodes if none has."""
        return [node for node in self.nodes if node.joined] or self.nodes

    def fail(self, reason: str) -> None:
        """End the run early; only the first reason is kept."""
        if self.failure is None:
            self.failure = reason
        self.stop_bidding()

    def stop_bidding(self) -> None:
        """End the bidding phase."""
        self.bidding = False
        self.over.set()

    def lost(self, node: Node, reason: str) -> None:
        """Count a lost connection; a node without any connection fails the run."""
        if self.dropping:
            return
        node.lost += 1
        self.tally.losses[reason] += 1
        if not any(each.connected for each in self.nodes if node in (each, each.balancer)):
            self.fail(f"{node.name} has dropped all its sockets: {reason}")

    def item_closed(self, item: KnownItem) -> None:
        """Mark an item as closed; when all items are, the bidding phase ends."""
        item.is_open = False
        if not any(each.is_open for each in self.items.values()):
            self.stop_bidding()
