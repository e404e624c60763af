"""Prices that fall by themselves, in a terminal."""

from msgspec.structs import replace

from auction_client.cli.live.falling import falling_price, next_drop_ms
from auction_client.messages import FallingClock
from tests.unit.clients.python.cli.items import OPEN

CLOCK = FallingClock(start_price=1_000, step=50, interval_ms=1_000, floor_price=800, since=10_000)
DUTCH = replace(OPEN, format="dutch", clock=CLOCK, ends_at=99_000)


def test_a_falling_price_is_that_of_the_moment() -> None:
    assert [falling_price(DUTCH, at) for at in (0, 10_999, 11_000, 12_500, 60_000)] == [
        *(1_000, 1_000, 950, 900, 800)
    ]
    assert next_drop_ms(DUTCH, 11_200) == 800
    assert next_drop_ms(DUTCH, 60_000) is None
    stopped = replace(DUTCH, clock=replace(CLOCK, stopped_at=11_000))
    assert falling_price(stopped, 60_000) == 950
    assert next_drop_ms(stopped, 11_200) is None
    assert falling_price(OPEN, 60_000) == OPEN.price
