"""Quotes: the cost of a bid, with premium and tax, before it is placed."""

from server.bidding.hot_state.hot_state import HotState
from server.domain.charges.fees import charge
from server.domain.formats import quote
from server.domain.rejection import Code
from server.domain.types import AMOUNT_MAX, ItemId
from server.use_cases.watching import look_at_one
from server.wire.errors import Refused
from server.wire.house.results import CostAnswer, QuotePage, view_charge
from server.wire.requests import ForItem


async def show_cost(hot_state: HotState, request: ForItem, page: QuotePage) -> CostAnswer:
    """Show the cost of winning at an amount, or at the minimum of the next bid.

    Raises Refused `not_found`, `unavailable`, or `invalid` if all units together cost too much.
    """
    seen = await look_at_one(hot_state, ItemId(request.item_id))
    amount = quote(seen.item, seen.now).minimum if page.amount is None else page.amount
    if amount * page.quantity > AMOUNT_MAX:
        message = f"all units together may cost at most {AMOUNT_MAX}"
        raise Refused(Code.INVALID, message, field="quantity")
    listing = seen.item.listing
    return CostAnswer(
        item_id=listing.item_id,
        currency=listing.currency,
        amount=amount,
        quantity=page.quantity,
        **view_charge(charge(listing.fees, amount, page.quantity)),
    )
