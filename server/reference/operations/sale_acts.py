"""The operations that act on a whole sale."""

from server.domain.commands import SaleAct
from server.domain.rejection import Code
from server.reference.operations.operation import RUNS_SALE, Operation, Who
from server.wire.sale_acts import ActAnswer, ExtendSale, NewAct

_SUMMARIES = {
    SaleAct.PAUSE: "Pause all items of a sale, and those that are put up later.",
    SaleAct.RESUME: "Resume the items that were paused with their sale. Their ends move by the pause.",
    SaleAct.EXTEND: "Move the ends of all items of a sale. The same `act_id` again moves them no further.",
}

SALE_ACTS = tuple(
    Operation(
        method="POST",
        path=f"/auctions/{{auction_id}}/{act}",
        name=f"{act}_sale",
        group="Selling",
        summary=_SUMMARIES[act],
        takes=ExtendSale if act is SaleAct.EXTEND else NewAct,
        answers=ActAnswer,
        who=Who.AUCTIONEER,
        codes=(*RUNS_SALE, Code.UNKNOWN),
    )
    for act in SaleAct
)
