"""The wire of the hammer's reach: the people who certainly have an item's present state on the screen."""

from typing import Annotated, Literal, NotRequired, TypedDict

from pydantic import Field

from server.wire.requests import Request
from server.wire.saleroom.running import RunItem, Seq

WAIT_MAX_MS = 10_000
"""The longest wait of a command for its bidders."""
WAIT_MS = 2_000

_Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
_Wait = Annotated[int, Field(ge=0, le=WAIT_MAX_MS, description="milliseconds")]


class Wait(Request):
    """Let `warn` or `close` wait until a share of the bidders has the item's present state.

    It waits for `wait_ms` at most, and is then carried out all the same.
    """

    reach: _Share | None = None
    wait_ms: _Wait = WAIT_MS
    expected_seq: Seq | None = None


class Hammer(RunItem):
    """Give fair warning or end the bidding, with `reach` after a wait for that share of the bidders."""

    reach: _Share | None = None
    wait_ms: _Wait = WAIT_MS


class ReachAnswer(TypedDict):
    """How many sockets that watch an item, on all nodes, certainly have its state after event `seq`.

    A socket counts as reached once it has answered a ping that was sent after that state. `bidders` are the
    sockets of bidders, and `reach` is their share, 1 where there are none. `refused` counts the bids and
    commands that were refused in the last minute, from the first question about the item on.
    """

    ok: Literal[True]
    item_id: str
    epoch: int
    seq: int
    watchers: int
    watchers_reached: int
    bidders: int
    bidders_reached: int
    reach: float
    refused: int


class HammerAnswer(TypedDict):
    """A command that was carried out, with the item's last event number.

    `reach` is present where the command was to wait, and is the share that was reached when it went on.
    """

    ok: Literal[True]
    seq: int
    reach: NotRequired[float]
