"""An item as everybody sees it."""

from server.domain.charges.fees import Fees
from server.domain.formats import quote
from server.domain.formats.suggestions import suggestions
from server.domain.item import Item
from server.domain.placing.left_bids import takes_early_bids
from server.domain.types import ENDED, Amount, Format, Millis, Status
from server.domain.view.shapes import (
    ClockView,
    FeesView,
    ItemView,
    NoticeView,
    StandingView,
    WinnerView,
)

_CLOSED = (Status.SOLD, Status.UNSOLD)


def view_standing(item: Item, now: Millis, *, epoch: int = 0) -> StandingView:
    """Show an item's quote and status at the moment `now`."""
    shown = quote(item, now)
    return {
        "epoch": epoch,
        "seq": shown.seq,
        "status": item.status.value,
        "price": shown.price,
        "minimum": shown.minimum,
        "leader": shown.leader.handle if shown.leader else None,
        "bid_count": shown.bid_count,
        "retractions": shown.retractions,
        "ends_at": item.ends_at,
        "reserve_met": shown.reserve_met,
        "remaining": shown.remaining,
        "buy_now": _buy_now(item),
        "suggestions": suggestions(item, shown),
    }


def view_item(item: Item, now: Millis, *, epoch: int = 0) -> ItemView:
    """Show an item at the moment `now`, in an epoch that is 0 until the item is first restored."""
    listing = item.listing
    return {
        "item_id": listing.item_id,
        "auction_id": listing.auction_id,
        "title": listing.title,
        "description": listing.description,
        "image_url": listing.image_url,
        "images": list(listing.all_images),
        "condition": listing.condition,
        "lot": listing.lot,
        "estimate_low": listing.estimate_low,
        "estimate_high": listing.estimate_high,
        "format": listing.format.value,
        "currency": listing.currency,
        "start_price": listing.start_price,
        **view_standing(item, now, epoch=epoch),
        "opens_at": item.opens_at,
        "winners": [
            WinnerView(bidder=w.bidder.handle, amount=w.amount, quantity=w.quantity)
            for w in item.winners
        ],
        "quantity": listing.quantity,
        "retraction": listing.retraction.value,
        "closes_with": listing.closes_with,
        "early_bids": takes_early_bids(listing),
        "on_outage": listing.on_outage.value,
        "outage_ms": item.outage_ms,
        "closed_at": (item.closed_at or None) if item.status in _CLOSED else None,
        "clock": _clock(item),
        "fees": view_fees(listing.fees),
        "notice": _notice(item),
        "server_time": now,
    }


def view_fees(fees: Fees | None) -> FeesView | None:
    """Show fees."""
    if fees is None:
        return None
    rows = [(band.start, band.rate) for band in fees.premium]
    return FeesView(premium=rows, price_tax=fees.price_tax, premium_tax=fees.premium_tax)


def _buy_now(item: Item) -> Amount | None:
    buy_now = item.listing.buy_now
    if buy_now is None or item.status in ENDED or item.price >= buy_now:
        return None
    return buy_now


def _notice(item: Item) -> NoticeView | None:
    notice = item.notice
    if notice is None:
        return None
    return NoticeView(notice_id=notice.notice_id, text=notice.text, at=notice.at)


def _clock(item: Item) -> ClockView | None:
    listing = item.listing
    if listing.format is not Format.DUTCH:
        return None
    assert listing.step is not None, "a Dutch item has a step"
    assert listing.interval_ms is not None, "a Dutch item has an interval"
    assert listing.floor_price is not None, "a Dutch item has a floor price"
    return ClockView(
        start_price=listing.start_price,
        step=listing.step,
        interval_ms=listing.interval_ms,
        floor_price=listing.floor_price,
        since=item.running_since,
        stopped_at=item.paused_at,
    )
