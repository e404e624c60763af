"""The operation of those who run a sale and want to know who has the present price."""

from server.domain.rejection import Code
from server.reference.operations.operation import RUNS_SALE, Operation, Who
from server.wire.reach import ReachAnswer

REACH = (
    Operation(
        method="GET",
        path="/items/{item_id}/reach",
        name="reach",
        group="Selling",
        summary="Show how many sockets certainly have an item's present state on the screen.",
        answers=ReachAnswer,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.BUSY),
    ),
)
