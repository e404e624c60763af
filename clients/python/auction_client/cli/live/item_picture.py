"""The picture of an item that is watched in a terminal, as lines of text."""

from collections.abc import Iterator

from msgspec.structs import replace

from auction_client.cli.live.falling import falling_price, next_drop_ms
from auction_client.cli.moments import clock_time, remaining
from auction_client.cli.money import format_money
from auction_client.cli.words import AT_ONE_PRICE, SECRET, bid_text, state_text, status_words
from auction_client.item_view import ItemView
from auction_client.messages import Item

BIDS_SHOWN = 8


def item_picture(
    view: ItemView, now_ms: int, *, me: str | None, watchers: int | None, trouble: str | None
) -> Iterator[str]:
    """Draw an item at a moment; `trouble` is a warning about the connection."""
    item = view.item
    yield f"lot {item.lot}: {item.title}" if item.lot else item.title
    yield f"  {status_words(item):<13} {state_text(_at(item, now_ms), me)}"
    yield f"  {_time_left(item, now_ms):<13} {', '.join(_counts(view, watchers))}"
    if item.notice is not None:
        yield f"  notice: {item.notice.text}"
    if trouble is not None:
        yield f"  !! {trouble}"
    yield ""
    for bid in list(reversed(view.bids))[:BIDS_SHOWN]:
        taken_back = "  taken back" if bid.retracted else ""
        yield f"  {clock_time(bid.at)}  {bid_text(bid, item, me)}{taken_back}"
    if item.format in SECRET and not item.has_ended:
        yield "  the offers are secret until the close"


def _at(item: Item, now_ms: int) -> Item:
    """Return a Dutch item with the price of a moment, and without its end, which is counted down."""
    shown = replace(item, ends_at=None, opens_at=None)
    return replace(shown, price=falling_price(item, now_ms))


def _time_left(item: Item, now_ms: int) -> str:
    if item.has_ended:
        return ""
    drop_ms = next_drop_ms(item, now_ms)
    if drop_ms is not None:
        return f"drops in {remaining(drop_ms)}"
    if item.status == "scheduled":
        return f"opens in {remaining(item.opens_at - now_ms)}" if item.opens_at else ""
    if item.ends_at is None or item.status == "paused":
        return ""
    return f"ends in {remaining(item.ends_at - now_ms)}" if item.ends_at > now_ms else "closing"


def _counts(view: ItemView, watchers: int | None) -> Iterator[str]:
    item = view.item
    if item.format not in SECRET or item.has_ended:
        word = "purchase" if item.format in AT_ONE_PRICE else "bid"
        yield f"{item.bid_count} {word}{'' if item.bid_count == 1 else 's'}"
    if watchers is not None:
        yield f"{watchers} watching"
    if item.estimate_low and item.estimate_high:
        low, high = (
            format_money(it, item.currency) for it in (item.estimate_low, item.estimate_high)
        )
        yield f"estimate {low} to {high}"
