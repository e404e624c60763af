"""The lines that the command line prints: one per change of an item, and the answers to commands."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from auction_client.cli.money import format_money
from auction_client.cli.terminal import visible
from auction_client.item_view import ItemView
from auction_client.messages import Bid, BidAnswer, Item, Refusal

_AMOUNTS = frozenset({"price", "minimum", "limit", "reserved"})
"""The details of a refusal that are amounts, except in `invalid`, whose `minimum` is of any field."""


def text_lines(before: ItemView | None, now: ItemView) -> Iterator[str]:
    """Write a change: a line for each bid that is new or gone, and one if other fields have changed."""
    for bid in _new_bids(before, now):
        yield visible(f"{_time(bid.at)}  bid        {_bid_text(bid, now.item)}")
    for bid in _gone_bids(before, now):
        yield visible(f"{_time(now.item.server_time)}  gone       {_bid_text(bid, now.item)}")
    if before is None or _reported(before.item) != _reported(now.item):
        text = f"{now.item.status:<9}  {_item_text(now.item)}"
        yield visible(f"{_time(now.item.server_time)}  {text}")


def json_lines(before: ItemView | None, now: ItemView) -> Iterator[str]:
    """Write a change as one JSON object: the item, with the bids that are new or gone."""
    bids = sorted({*_new_bids(before, now), *_gone_bids(before, now)}, key=lambda bid: bid.seq)
    if before is None or bids or _reported(before.item) != _reported(now.item):
        line = {**msgspec.to_builtins(now.item), "bids": msgspec.to_builtins(bids)}
        # In ASCII, so that neither a terminal nor the output's encoding can change it.
        yield json.dumps(line, separators=(",", ":")).replace("\x7f", r"\u007f")


def accepted_line(answer: BidAnswer, amount: int, currency: str) -> str:
    """Write the answer to an accepted bid."""
    lead = "leading" if answer.leading else "no longer leading"
    minimum = format_money(answer.minimum, currency)
    terms = f"{format_money(amount, currency)}, {lead}; the next bid is {minimum} or more"
    return visible(f"accepted: {terms}; bid_id {answer.bid_id}")


def taken_back_line(item: Item) -> str:
    """Write the item's state after a bid was taken back."""
    return visible(f"taken back: {_item_text(item)}")


def state_line(item: Item) -> str:
    """Write an item's state after a command."""
    return visible(f"{item.status}: {_item_text(item)}")


def refused_line(refusal: Refusal, currency: str | None = None) -> str:
    """Write a refusal with its details; amounts only where the currency is known."""
    details = []
    for name, value in refusal.details.items():
        if name not in _AMOUNTS or refusal.code == "invalid":
            details.append(f"{name} {value}")
        elif currency is not None and isinstance(value, int):
            details.append(f"{name} {format_money(value, currency)}")
    return visible(f"refused, {refusal}" + (f" ({', '.join(details)})" if details else ""))


def _new_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    seen = {bid.seq for bid in before.bids} if before else set()
    return [bid for bid in now.bids if bid.seq not in seen]


def _gone_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    """Return the bids that were taken back since `before`, or already when they were first seen."""
    seen = {bid.seq for bid in before.bids if bid.retracted} if before else set()
    return [bid for bid in now.bids if bid.retracted and bid.seq not in seen]


def _reported(item: Item) -> tuple[object, ...]:
    """Return the fields whose change is worth a line, apart from bids."""
    return item.status, item.ends_at, item.winners, item.retractions


def _bid_text(bid: Bid, item: Item) -> str:
    return f"{format_money(bid.amount, item.currency)} by {bid.bidder}"


def _item_text(item: Item) -> str:
    if item.has_ended:
        sales = [f"{format_money(w.amount, item.currency)} to {w.bidder}" for w in item.winners]
        return ", ".join(sales) or "nobody won"
    price = format_money(item.price, item.currency)
    minimum = format_money(item.minimum, item.currency)
    leader = f", {item.leader} leads" if item.leader else ""
    end = f", ends {_date_and_time(item.ends_at)}" if item.ends_at else ""
    return f"{price}{leader}, next bid {minimum} or more{end}"


def _time(at_ms: int) -> str:
    at = _local(at_ms)
    return at.timetz().isoformat("seconds") if at else f"{at_ms} ms"


def _date_and_time(at_ms: int) -> str:
    at = _local(at_ms)
    return at.isoformat(" ", "seconds") if at else f"{at_ms} ms"


def _local(at_ms: int) -> datetime | None:
    """Return a moment in the local time zone, with its offset; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
