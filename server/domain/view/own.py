"""A bidder's own maximum or offers, which nobody else sees."""

from server.domain.item import Item, LeftBid
from server.domain.types import UserId
from server.domain.view.shapes import OwnView


def view_own(item: Item, user_id: UserId) -> OwnView | None:
    """Show a bidder's own maximum while they lead, their own offers, or the bid that they left; or None."""
    if item.led_by(user_id):
        return OwnView(max_amount=item.leader_max, quantity=1)
    for left in item.left:
        if left.bidder.user_id == user_id:
            return view_left(left)
    own = [offer for offer in item.offers if offer.bidder.user_id == user_id]
    if not own:
        return None
    return OwnView(max_amount=own[-1].amount, quantity=sum(offer.quantity for offer in own))


def view_left(left: LeftBid) -> OwnView:
    """Show a bidder the bid that they left."""
    return OwnView(max_amount=left.most, quantity=left.quantity, bid_id=left.bid_id)
