"""The table of all operations. Tests compare it with the router and with the answers of a live node."""

from server.reference.operations.bidders import BIDDERS, MINE
from server.reference.operations.bidding import BIDDING
from server.reference.operations.catalogue import CATALOGUE
from server.reference.operations.editing import EDITING
from server.reference.operations.looking import LOOKING
from server.reference.operations.node import NODE
from server.reference.operations.operation import Operation
from server.reference.operations.reach import REACH
from server.reference.operations.selling import RUNNING, SALE_ACTS, SELLING
from server.reference.operations.settling import SETTLING


def operations() -> list[Operation]:
    """Return every operation, in reading order."""
    return [
        *BIDDING,
        *LOOKING,
        *SELLING,
        *BIDDERS,
        *MINE,
        *CATALOGUE,
        *EDITING,
        *REACH,
        *RUNNING,
        *SALE_ACTS,
        *SETTLING,
        *NODE,
    ]
