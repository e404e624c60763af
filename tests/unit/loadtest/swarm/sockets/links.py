"""Links of the swarm without a network: a transport that records, and the state of a small run."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from loadtest.evidence import Log
from loadtest.swarm.sockets.known_item import KnownItem
from loadtest.swarm.sockets.link import Link, Stage
from loadtest.swarm.sockets.run_state import Node, RunState

HEAD_BYTES = 6
"""The head of a short client's frame, with its mask."""


class Recorder(asyncio.Transport):
    """A transport that records the packets written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.packets: list[bytes] = []
        self.aborted = False

    def write(self, data: Any) -> None:
        """Record a packet."""
        self.packets.append(bytes(data)[HEAD_BYTES:])

    def is_closing(self) -> bool:
        """Return whether the connection was aborted."""
        return self.aborted

    def abort(self) -> None:
        """Record the end."""
        self.aborted = True


def run_state(*item_ids: str, log: Log | None = None) -> RunState:
    """Return the state of a run in a closed loop on one node."""
    new = {"seq": 2, "minimum": 100, "increment": [[0, 10]]}
    items = {item_id: KnownItem({"item_id": item_id, **new}) for item_id in item_ids or ("lamp",)}
    return RunState("run", [Node("node", "127.0.0.1", 1)], items, closed_loop=True, log=log)


def join(link: Link) -> Recorder:
    """Connect a link to a recorder and let it join; return the recorder."""
    transport = Recorder()
    link.connection_made(transport)
    transport.packets.clear()
    link.stage = Stage.JOINED
    link.joined()
    return transport


def encoded(*arguments: object) -> bytes:
    """Encode the arguments of an acknowledgement."""
    return msgspec.json.encode(arguments)


def item(seq: int = 2, price: int = 100, **more: Any) -> dict[str, Any]:
    """Return an item of the contract, with the fields that the swarm reads."""
    fields = {"item_id": "lamp", "status": "open", "leader": None, "bid_count": 0, "ends_at": None}
    return {**fields, "seq": seq, "price": price, "minimum": price + 10, **more}


def new_log(folder: Path) -> Log:
    """Return a log."""
    return Log(folder, "client")
