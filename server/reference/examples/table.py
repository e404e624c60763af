"""The table of all examples, by the type of the request or the answer."""

from server.reference.examples.bidders import BIDDERS, MINE
from server.reference.examples.both_faces import BOTH_FACES
from server.reference.examples.catalogue import CATALOGUE
from server.reference.examples.editing import EDITING
from server.reference.examples.http import HTTP
from server.reference.examples.lamp import Example
from server.reference.examples.reach import REACH
from server.reference.examples.running import RUNNING
from server.reference.examples.sale_feed import SALE_FEED
from server.reference.examples.settling import SETTLING

EXAMPLES: dict[type, Example] = {
    **BOTH_FACES,
    **HTTP,
    **BIDDERS,
    **MINE,
    **CATALOGUE,
    **EDITING,
    **REACH,
    **RUNNING,
    **SALE_FEED,
    **SETTLING,
}
