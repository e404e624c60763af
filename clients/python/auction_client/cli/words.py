"""The words for items and bids, by the item's status and format."""

from collections.abc import Iterator

from auction_client.cli.moments import date_and_time
from auction_client.cli.money import format_money
from auction_client.handles import code_of
from auction_client.messages import Bid, BidAnswer, Item, SaleItem, Winner

AT_ONE_PRICE = frozenset({"dutch", "fixed"})
"""The formats in which a bid buys units at the price of the moment."""

SECRET = frozenset({"sealed_first", "sealed_second", "uniform"})
"""The formats whose bids are secret until the close."""

_STATUSES = {
    "scheduled": "not open yet",
    "open": "open",
    "paused": "paused",
    "closing": "fair warning",
    "sold": "sold",
    "unsold": "not sold",
    "cancelled": "withdrawn",
    "deleted": "removed",
}


def status_words(item: Item | SaleItem) -> str:
    """Return an item's status as people say it."""
    return _STATUSES.get(item.status, item.status)


def is_falling(item: Item | SaleItem) -> bool:
    """Return whether the price falls by itself."""
    clock = item.clock
    runs = clock is not None and clock.since is not None and clock.stopped_at is None
    return runs and not item.has_ended


def who(handle: str | None, me: str | None) -> str:
    """Return a handle, or `you` if it is that of the reader."""
    if handle is None:
        return "nobody"
    return "you" if me is not None and code_of(handle) == code_of(me) else handle


def state_text(item: Item, me: str | None = None) -> str:
    """Describe an item as it stands: its price and leader, or its outcome."""
    return ", ".join(_outcome_parts(item, me) if item.has_ended else _state_parts(item, me))


def bid_text(bid: Bid, item: Item, me: str | None = None) -> str:
    """Describe a bid of an item's history."""
    units = f"{bid.quantity} at " if item.quantity > 1 else ""
    source = "" if bid.source == "online" else f", {bid.source}"
    paddle = f", paddle {bid.paddle}" if bid.paddle else ""
    entered = f", entered by {bid.by}" if bid.by else ""
    auto = ", by a maximum" if bid.auto else ""
    money = format_money(bid.amount, item.currency)
    return f"{units}{money} by {who(bid.bidder, me)}{source}{paddle}{entered}{auto}"


def bid_word(bid: Bid, item: Item) -> str:
    """Return the word for the effect of a bid."""
    if bid.retracted:
        return "gone"
    if item.format in AT_ONE_PRICE:
        return "bought"
    return "offer" if item.format in SECRET else "bid"


def accepted_text(
    answer: BidAnswer,
    item: Item,
    amount: int,
    *,
    max_amount: int | None = None,
    quantity: int | None = None,
) -> str:
    """Describe the effect of an accepted bid; `item` is the item after it."""
    units, currency = quantity or 1, item.currency
    if item.status == "scheduled":
        return f"left for the opening: {_each(units, amount, currency)}; it is secret until then"
    if item.format in AT_ONE_PRICE:
        return f"bought: {_each(units, answer.price, currency)}"
    if item.format in SECRET:
        offer = _each(units, amount, currency)
        return f"offer taken: {offer}; it is secret until the close, and another one replaces it"
    if answer.leading and item.status == "sold":
        return f"bought: {format_money(answer.price, currency)}"
    minimum = f"the next bid is {format_money(answer.minimum, currency)} or more"
    price = format_money(answer.price, currency)
    if not answer.leading:
        return f"accepted, but outbid at once by a higher maximum, at {price}; {minimum}"
    secret = f", up to {format_money(max_amount, currency)} in secret" if max_amount else ""
    return f"accepted: you lead at {price}{secret}; {minimum}"


def _each(units: int, amount: int, currency: str) -> str:
    money = format_money(amount, currency)
    if units == 1:
        return money
    return f"{units} units at {money} each, {format_money(units * amount, currency)} in all"


def _outcome_parts(item: Item, me: str | None) -> Iterator[str]:
    for winner in item.winners:
        yield _winner_text(winner, item, me)
    if not item.winners:
        yield "nobody won"


def _winner_text(winner: Winner, item: Item, me: str | None) -> str:
    units = f"{winner.quantity} at " if item.quantity > 1 else ""
    return f"{units}{format_money(winner.amount, item.currency)} to {who(winner.bidder, me)}"


def _state_parts(item: Item, me: str | None) -> Iterator[str]:
    price = format_money(item.price, item.currency)
    match item.format:
        case "dutch":
            yield f"{price}, falling" if is_falling(item) else price
        case "fixed":
            yield f"{price} each" if item.quantity > 1 else price
        case "english":
            yield from _english_parts(item, price, me)
        case _:
            each = " for each unit" if item.quantity > 1 else ""
            yield f"secret offers from {format_money(item.minimum, item.currency)}{each}"
    if item.format in AT_ONE_PRICE and item.quantity > 1:
        yield f"{item.remaining} of {item.quantity} left"
    if item.opens_at and item.status == "scheduled":
        yield f"opens {date_and_time(item.opens_at)}"
    if item.ends_at:
        yield f"ends {date_and_time(item.ends_at)}"


def _english_parts(item: Item, price: str, me: str | None) -> Iterator[str]:
    yield price
    if item.leader:
        leader = who(item.leader, me)
        yield "you lead" if leader == "you" else f"{leader} leads"
    yield f"next bid {format_money(item.minimum, item.currency)} or more"
    if item.buy_now:
        yield f"buy now for {format_money(item.buy_now, item.currency)}"
    if not item.reserve_met:
        yield "the reserve is not met"
