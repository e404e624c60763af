"""The answers about the hammer's reach."""

from msgspec import Struct


class Reach(Struct, frozen=True, kw_only=True):
    """How many sockets that watch an item certainly have its state after event `seq`, over all nodes.

    `bidders` are the sockets of bidders, and `reach` is their share, 1 where there are none. `refused`
    counts the bids and commands that were refused in the last minute.
    """

    item_id: str
    epoch: int
    seq: int
    watchers: int
    watchers_reached: int
    bidders: int
    bidders_reached: int
    reach: float
    refused: int = 0


class HammerAnswer(Struct, frozen=True, kw_only=True):
    """A command was carried out; `seq` is the item's last event number.

    `reach` is the share of the bidders that was reached, where the command was to wait for one.
    """

    seq: int
    reach: float | None = None
