"""What the command line prints: one line per change of an item, and what commands were answered."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from clients.python.cli.money import format_amount
from clients.python.item_view import ItemView
from clients.python.messages import Accepted, Bid, Item, Refused

_AMOUNTS = frozenset({"price", "minimum"})


def text_lines(before: ItemView | None, now: ItemView) -> Iterator[str]:
    """Write the change from one view to the next: a line per bid, made or gone, one if the rest changed."""
    for bid in _new_bids(before, now):
        amount = format_amount(bid.amount, now.item.currency)
        yield f"{_clock(bid.at)}  bid        {amount} by {bid.bidder}"
    for bid in _gone_bids(before, now):
        amount = format_amount(bid.amount, now.item.currency)
        yield f"{_clock(now.item.server_time)}  gone       {amount} by {bid.bidder}"
    if before is None or _standing(before.item) != _standing(now.item):
        yield f"{_clock(now.item.server_time)}  {now.item.status:<9}  {_state(now.item)}"


def json_lines(before: ItemView | None, now: ItemView) -> Iterator[str]:
    """Write a change as one JSON object: the item, with the bids that are new in it or were taken back."""
    bids = sorted({*_new_bids(before, now), *_gone_bids(before, now)}, key=lambda bid: bid.seq)
    if before is None or bids or _standing(before.item) != _standing(now.item):
        line = {**msgspec.to_builtins(now.item), "bids": bids}
        yield msgspec.json.encode(line).decode()


def accepted_line(accepted: Accepted, amount: int, currency: str) -> str:
    """Write the answer to a bid that stands."""
    standing = "leading" if accepted.leading else "not leading any more"
    minimum = format_amount(accepted.minimum, currency)
    figures = f"{format_amount(amount, currency)}, {standing}; the next bid is {minimum} or more"
    return f"accepted: {figures}; bid_id {accepted.bid_id}"


def taken_back_line(item: Item) -> str:
    """Write how an item stands without the bid that was taken back."""
    return f"taken back: {_state(item)}"


def refused_line(refused: Refused, currency: str | None = None) -> str:
    """Write a refusal with its figures; amounts as money where the currency is known."""
    figures = [
        f"{name} {_figure(name, refused.figures[name], currency)}" for name in refused.figures
    ]
    return f"refused, {refused}" + (f" ({', '.join(figures)})" if figures else "")


def _new_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    seen = {bid.seq for bid in before.bids} if before else set()
    return [bid for bid in now.bids if bid.seq not in seen]


def _gone_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    """Return the bids that were taken back since, or had been when they were first seen."""
    seen = {bid.seq for bid in before.bids if bid.retracted} if before else set()
    return [bid for bid in now.bids if bid.retracted and bid.seq not in seen]


def _standing(item: Item) -> tuple[object, ...]:
    """Return what is worth a line of its own, apart from bids."""
    return item.status, item.ends_at, item.winners, item.retractions


def _state(item: Item) -> str:
    if item.ended:
        sales = [f"{format_amount(w.amount, item.currency)} to {w.bidder}" for w in item.winners]
        return ", ".join(sales) or "nobody won"
    leader = f", {item.leader} leads" if item.leader else ""
    end = f", ends {_day_and_clock(item.ends_at)}" if item.ends_at else ""
    price, minimum = (
        format_amount(item.price, item.currency),
        format_amount(item.minimum, item.currency),
    )
    return f"{price}{leader}, next bid {minimum} or more{end}"


def _figure(name: str, figure: object, currency: str | None) -> str:
    if name in _AMOUNTS and currency and isinstance(figure, int):
        return format_amount(figure, currency)
    return str(figure)


def _clock(at_ms: int) -> str:
    return f"{_here(at_ms):%H:%M:%S}"


def _day_and_clock(at_ms: int) -> str:
    return f"{_here(at_ms):%Y-%m-%d %H:%M:%S}"


def _here(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone()
