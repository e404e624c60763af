"""English: ascending, with visible bids and an optional hidden maximum that bids automatically.

The state has the leader, their maximum and the price, so the cost of a bid does not grow with the
number of earlier bids (0010). `proxy` has the rule of the price.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from server.domain.commands import PlaceBid, PlacedBid
from server.domain.events import BidAccepted, Event, ItemClosed, ItemExtended, MaxRaised
from server.domain.formats.proxy import (
    Lead,
    challenged,
    lead_of,
    raised,
    resolved,
    resolved_lead_of,
)
from server.domain.formats.rules import Quote, Resolution, too_low, unfit
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.listings.soft_close import end_after_bid
from server.domain.rejection import Code, Contradiction, Rejection
from server.domain.types import CONSIGNOR, Amount, Millis, Origin, Source, Status, UserId, Winner


class English:
    """The rules of an ascending auction."""

    fields = frozenset(
        {
            *("on_ladder", "reserve", "reserve_jump", "buy_now", "soft_close"),
            *("ends_at", "duration_ms", "retraction", "bid_cap", "bid_multiple", "closes_with"),
        }
    )
    hidden = False
    keeps_bids = False

    def contradictions(self, listing: Listing) -> Iterable[Contradiction]:
        """Compare the reserve and the buy-now price with the start price and the ladder."""
        reserve, buy_now = listing.reserve, listing.buy_now
        if reserve is not None and reserve < listing.start_price:
            yield Contradiction("reserve", "the reserve is below the start price")
        if buy_now is not None and buy_now <= listing.start_price:
            yield Contradiction("buy_now", "the buy-now price must be above the start price")
        if buy_now is not None and reserve is not None and buy_now < reserve:
            yield Contradiction("buy_now", "the buy-now price is below the reserve")
        if reserve is not None and listing.on_ladder and not _reached(listing, reserve):
            yield Contradiction("reserve", "the reserve is not on the ladder")

    def end_when_opened(self, listing: Listing, at: Millis) -> Millis | None:
        """Return the end of an item that has a duration."""
        return None if listing.duration_ms is None else at + listing.duration_ms

    def place_bid(
        self, item: Item, command: PlaceBid, now: Millis
    ) -> tuple[Event, ...] | Rejection:
        """Accept an amount of at least the minimum. A late bid may move the end."""
        if command.max_amount is not None or command.quantity != 1:
            refusal = unfit(command, maximum=True)
            if refusal is not None:
                return refusal
        if _buys_now(item, command):
            return _buy(item, command, now)
        leads = item.led_by(command.bidder.user_id)
        if leads and command.max_amount is not None:
            return _raise_maximum(item, command, now)
        if leads and not command.raise_own and _reserve_met(item):
            return self._already_leading(item, now)
        refusal = self._refuse(item, command, now)
        if refusal is not None:
            return refusal
        bids = _bids(item, command, now)
        # 0092: no rival has less time to answer because of a leader's own bid.
        return bids if leads else _extended(item, bids, now)

    def without(
        self, item: Item, remaining: Iterable[PlacedBid], earlier: Item | None = None
    ) -> Resolution:
        """Resolve the remaining bids by the proxy rule."""
        lead = resolved(
            item.listing, remaining, None if earlier is None else resolved_lead_of(earlier)
        )
        if lead is None:
            return Resolution(item.listing.start_price)
        return Resolution(lead.price, lead.bidder, lead.most, lead.origin)

    def winners(self, item: Item) -> tuple[Winner, ...]:
        """Return the leader, at the price, if the reserve is met."""
        if item.leader is None or item.led_by(CONSIGNOR) or not _reserve_met(item):
            return ()
        return (Winner(item.leader, item.price),)

    def quote(self, item: Item, now: Millis) -> Quote:  # noqa: ARG002 - time alone moves no price
        """Show the price, the leader and whether the reserve is met."""
        return Quote(
            item.price,
            _minimum(item),
            item.leader,
            item.bid_count,
            _reserve_met(item),
            # 0159: the number of bids that were left is secret until the opening.
            item.seq - (item.hidden if item.running_since is None else 0),
            retractions=item.retractions,
        )

    def succeeded(self, item: Item, user_id: UserId) -> bool:
        """Return whether the user leads."""
        return item.led_by(user_id)

    def exposure(self, item: Item) -> Mapping[UserId, Amount]:
        """Return the leader's maximum, the most that they may have to pay."""
        if item.leader is None or item.led_by(CONSIGNOR):
            return {}
        return {item.leader.user_id: item.leader_max}

    def _already_leading(self, item: Item, now: Millis) -> Rejection:
        """Refuse a leader's bid without a maximum, which would raise the price for nothing (0092)."""
        details = too_low(self.quote(item, now), seq=item.seq).details
        return Rejection(Code.ALREADY_LEADING, "you lead already", details)

    def _refuse(self, item: Item, command: PlaceBid, now: Millis) -> Rejection | None:
        if command.amount < _minimum(item):
            return too_low(self.quote(item, now), seq=item.seq)
        if item.listing.on_ladder:
            return _off_ladder(item.listing, command)
        return None


def _minimum(item: Item) -> Amount:
    if item.asking is not None:
        return item.asking
    if item.leader is None:
        return item.listing.start_price
    return item.price + item.listing.increment.step(item.price)


def _reserve_met(item: Item) -> bool:
    return item.listing.reserve is None or item.leader_max >= item.listing.reserve


def _off_ladder(listing: Listing, command: PlaceBid) -> Rejection | None:
    for field, amount in (("amount", command.amount), ("max_amount", command.most)):
        if not _reached(listing, amount):
            message = f"{field}: not a whole number of increments above the start price"
            return Rejection(Code.OFF_LADDER, message, {"field": field})
    return None


def _reached(listing: Listing, amount: Amount) -> bool:
    """Return whether a ladder has this amount. A faulty ladder, which is refused, has every amount."""
    increment = listing.increment
    return bool(increment.faults()) or increment.reaches(listing.start_price, amount)


def _bids(item: Item, command: PlaceBid, now: Millis) -> tuple[BidAccepted, ...]:
    """Return the bid and, if the leader's hidden maximum holds, the automatic bid that answers it."""
    lead = lead_of(item)
    if lead is not None and lead.bidder.user_id == command.bidder.user_id:
        # A leader who bids without a maximum raises the price. Their hidden maximum stays.
        return (_bid(item.seq + 1, now, command, command.amount, command.amount),)
    after = challenged(item.listing, lead, command.bidder, command.amount, command.most)
    if lead is None or after.bidder is not lead.bidder:
        return (_bid(item.seq + 1, now, command, after.price, command.most),)
    return (
        _bid(item.seq + 1, now, command, command.amount, command.most),
        _auto_bid(item.seq + 2, now, command, after),
    )


def _bid(seq: int, now: Millis, command: PlaceBid, amount: Amount, most: Amount) -> BidAccepted:
    return BidAccepted(
        seq=seq,
        at=now,
        bid_id=command.bid_id,
        bidder=command.bidder,
        amount=amount,
        max_amount=most if most > amount else None,
        offered=None if command.amount == amount else command.amount,
        source=command.source,
        paddle=command.paddle,
        by=command.clerk,
    )


def _auto_bid(seq: int, now: Millis, command: PlaceBid, lead: Lead) -> BidAccepted:
    origin = lead.origin or Origin(Source.ONLINE)
    if lead.bidder.user_id == CONSIGNOR:
        # An item that an earlier version has stored does not tell the origin.
        origin = Origin(Source.CONSIGNOR)
    return BidAccepted(
        seq=seq,
        at=now,
        bid_id=command.bid_id,
        bidder=lead.bidder,
        amount=lead.price,
        auto=True,
        source=origin.source,
        paddle=origin.paddle,
        max_amount=lead.most if lead.most > lead.price else None,
    )


def _raise_maximum(item: Item, command: PlaceBid, now: Millis) -> tuple[Event, ...] | Rejection:
    """Raise the leader's own maximum. The price moves only to a reserve that the maximum reaches."""
    lead = lead_of(item)
    assert lead is not None, "the leader leads"
    if command.most <= lead.most:
        # The details reveal the maximum, but the rejection goes to the leader alone.
        details: dict[str, object] = {
            "minimum": lead.most + 1,
            "price": item.price,
            "seq": item.seq,
        }
        return Rejection(
            Code.TOO_LOW, "you lead already, with a maximum that is not lower", details
        )
    if item.listing.on_ladder:
        refusal = _off_ladder(item.listing, command)
        if refusal is not None:
            return refusal
    after = raised(item.listing, lead, command.most)
    if after.price > item.price:
        return (_bid(item.seq + 1, now, command, after.price, command.most),)
    return (
        MaxRaised(
            seq=item.seq + 1,
            at=now,
            bid_id=command.bid_id,
            bidder=command.bidder,
            amount=command.amount,
            max_amount=command.most,
            source=command.source,
            paddle=command.paddle,
            by=command.clerk,
        ),
    )


def _buys_now(item: Item, command: PlaceBid) -> bool:
    buy_now = item.listing.buy_now
    return buy_now is not None and command.amount >= buy_now and item.price < buy_now


def _buy(item: Item, command: PlaceBid, now: Millis) -> tuple[Event, ...]:
    buy_now = item.listing.buy_now
    assert buy_now is not None, "only an item with a buy-now price can be bought"
    bought = _bid(item.seq + 1, now, command, buy_now, buy_now)
    if command.most != command.amount:
        bought = replace(bought, offered_max=command.most)
    return (
        bought,
        ItemClosed(
            seq=item.seq + 2,
            at=now,
            status=Status.SOLD,
            winners=(Winner(command.bidder, buy_now),),
        ),
    )


def _extended(item: Item, bids: tuple[BidAccepted, ...], now: Millis) -> tuple[Event, ...]:
    """Add the extension that a bid in the last moments causes."""
    if item.ends_at is None:
        return bids
    ends_at = end_after_bid(
        item.listing.soft_close,
        item.ends_at,
        now,
        extensions=item.extensions,
        outage_ms=item.outage_ms,
    )
    if ends_at == item.ends_at:
        return bids
    return (*bids, ItemExtended(seq=bids[-1].seq + 1, at=now, ends_at=ends_at, by_bid=True))
