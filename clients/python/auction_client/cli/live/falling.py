"""Prices that fall by themselves, as the contract computes them."""

from auction_client.messages import Item, SaleItem


def falling_price(item: Item | SaleItem, now_ms: int) -> int:
    """Return an item's price at a moment; that of an item without a clock is its own."""
    clock = item.clock
    if clock is None or clock.since is None or item.has_ended:
        return item.price
    at = clock.stopped_at if clock.stopped_at is not None else now_ms
    steps = max(0, at - clock.since) // clock.interval_ms
    return max(clock.floor_price, clock.start_price - steps * clock.step)


def next_drop_ms(item: Item, now_ms: int) -> int | None:
    """Return the time until a Dutch item's price falls; None if it does not."""
    clock = item.clock
    if clock is None or clock.since is None or clock.stopped_at is not None or item.has_ended:
        return None
    if falling_price(item, now_ms) <= clock.floor_price:
        return None
    return clock.interval_ms - max(0, now_ms - clock.since) % clock.interval_ms
