"""The lines that the command line prints: one per change of an item, and refusals."""

from collections.abc import Iterator

import msgspec

from auction_client.cli.moments import clock_time, date_and_time
from auction_client.cli.money import format_money
from auction_client.cli.words import bid_text, bid_word, state_text, status_words
from auction_client.item_view import ItemView
from auction_client.messages import Bid, Item, Refusal

_AMOUNTS = frozenset({"price", "minimum", "limit", "reserved"})
"""The details of a refusal that are amounts, except in `invalid`, whose `minimum` is of any field."""

_AMOUNT_FIELDS = frozenset({"amount", "max_amount", "price", "increment", "start_price"})
_TIME_FIELDS = frozenset({"ends_at", "opens_at"})
_FOR_PROGRAMS = frozenset({"seq", "item_status", "field"})
"""Details that the message of a refusal says in words, or that say nothing to people."""

_HINTS = {
    "implausible": "if you mean it, add --confirmed",
    "already_leading": "name a higher maximum by --max, or raise the price by --raise-own",
    "unauthenticated": "log in by `auction login`, or by `auction join NAME`",
}


def text_lines(before: ItemView | None, now: ItemView, me: str | None = None) -> Iterator[str]:
    """Write a change: a line for each bid that is new or gone, and one if other fields have changed."""
    left_out = _left_out(before, now)
    if left_out:
        yield f"{'':<14}  {'...':<12}  earlier bids are left out: `auction history` has them"
    for bid in _new_bids(before, now):
        yield f"{clock_time(bid.at)}  {bid_word(bid, now.item):<12}  {bid_text(bid, now.item, me)}"
    for bid in _gone_bids(before, now):
        yield f"{clock_time(now.item.server_time)}  {'gone':<12}  {bid_text(bid, now.item, me)}"
    if before is None or _reported(before.item) != _reported(now.item):
        yield f"{_moment(before, now):<14}  {status_words(now.item):<12}  {state_text(now.item, me)}"


def changed_item(before: ItemView | None, now: ItemView) -> dict[str, object] | None:
    """Return a change for JSON: the item, with the bids that are new or gone; None without a change."""
    bids = sorted({*_new_bids(before, now), *_gone_bids(before, now)}, key=lambda bid: bid.seq)
    if before is None or bids or _reported(before.item) != _reported(now.item):
        more = {"bids": msgspec.to_builtins(bids), "complete_after": now.complete_after}
        return {**msgspec.to_builtins(now.item), **more}
    return None


def state_line(item: Item, me: str | None = None) -> str:
    """Write an item's state after a command."""
    return f"{status_words(item)}: {state_text(item, me)}"


def refused_line(refusal: Refusal, currency: str | None = None) -> str:
    """Write a refusal with its details and a hint; amounts only where the currency is known."""
    details = "; ".join(_details(refusal, currency))
    hint = _HINTS.get(refusal.code)
    text = f"refused, {refusal}" + (f" ({details})" if details else "")
    return f"{text}; {hint}" if hint else text


def _details(refusal: Refusal, currency: str | None) -> Iterator[str]:
    for name, value in refusal.details.items():
        match value:
            case [*faults] if name == "errors":
                yield from (_fault(each) for each in faults)
            case int() if name == "minimum" and refusal.code == "invalid":
                yield f"minimum {_minimum(refusal, value, currency)}"
            case int() if name in _AMOUNTS and refusal.code != "invalid":
                if currency is not None:
                    yield f"{name} {format_money(value, currency)}"
            case _ if name not in _FOR_PROGRAMS:
                yield f"{name} {value}"


def _minimum(refusal: Refusal, value: int, currency: str | None) -> str:
    """Write the least value of the field that is wrong, which may be of any kind."""
    field = refusal.details.get("field")
    if field in _AMOUNT_FIELDS and currency is not None:
        return format_money(value, currency)
    return date_and_time(value) if field in _TIME_FIELDS else str(value)


def _fault(fault: object) -> str:
    match fault:
        case {"field": str(field), "message": str(message)}:
            return f"{field}: {message}"
        case _:
            return str(fault)


def _moment(before: ItemView | None, now: ItemView) -> str:
    """Return the time of a change; an outcome has the time of its own event, if that is known."""
    item = now.item
    if not item.has_ended:
        return clock_time(item.server_time)
    if item.closed_at:
        return clock_time(item.closed_at)
    if before is not None and not before.item.has_ended:
        return clock_time(item.server_time)
    return (
        clock_time(item.ends_at) if item.ends_at and item.ends_at <= item.server_time else "earlier"
    )


def _left_out(before: ItemView | None, now: ItemView) -> bool:
    known = before.through_seq if before and before.item.epoch == now.item.epoch else 0
    return now.complete_after > known


def _new_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    seen = {bid.seq for bid in before.bids} if before else set()
    return [bid for bid in now.bids if bid.seq not in seen]


def _gone_bids(before: ItemView | None, now: ItemView) -> list[Bid]:
    """Return the bids that were taken back since `before`."""
    if before is None:
        return []
    standing = {bid.seq for bid in before.bids if not bid.retracted}
    return [bid for bid in now.bids if bid.retracted and bid.seq in standing]


def _reported(item: Item) -> tuple[object, ...]:
    """Return the fields whose change is worth a line, apart from bids."""
    return item.status, item.ends_at, item.winners, item.retractions, item.notice
