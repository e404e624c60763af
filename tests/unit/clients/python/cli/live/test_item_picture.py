"""The picture of an item that is watched in a terminal."""

from msgspec.structs import replace

from auction_client.cli.live.item_picture import item_picture
from auction_client.item_view import ItemView
from auction_client.messages import FallingClock, Notice
from tests.unit.clients.python.cli.items import BID, OPEN, a_view

CLOCK = FallingClock(start_price=1_000, step=50, interval_ms=1_000, floor_price=800, since=10_000)
DUTCH = replace(OPEN, format="dutch", clock=CLOCK, ends_at=99_000)


def picture(view: ItemView, now_ms: int, trouble: str | None = None) -> list[str]:
    return list(item_picture(view, now_ms, me="Ann#k3f9q", watchers=7, trouble=trouble))


def test_price_standing_time_and_bids_are_seen_at_a_glance() -> None:
    led = replace(OPEN, leader="Ann#k3f9q", ends_at=83_000, bid_count=1, lot="12")
    lines = picture(a_view(led, BID), 0)
    assert lines[0] == "lot 12: Lamp"
    assert lines[1] == "  open          10.00 EUR, you lead, next bid 10.00 EUR or more"
    assert lines[2] == "  ends in 1:23  1 bid, 7 watching"
    assert lines[-1].endswith("12.50 EUR by you")


def test_trouble_of_the_connection_and_a_notice_stand_above_the_bids() -> None:
    noticed = replace(OPEN, notice=Notice(notice_id="n", text="The shade is new.", at=0))
    lines = picture(a_view(noticed, BID), 0, trouble="no answer")
    assert lines[3:6] == ["  notice: The shade is new.", "  !! no answer", ""]


def test_an_end_that_has_passed_is_closing_and_an_outcome_counts_nothing_down() -> None:
    assert "closing" in picture(a_view(replace(OPEN, ends_at=5)), 6)[2]
    ended = picture(a_view(replace(OPEN, status="unsold", ends_at=5)), 6)
    assert "closing" not in ended[2]
    assert "not sold" in ended[1]


def test_secret_offers_are_not_counted_before_the_close() -> None:
    lines = picture(a_view(replace(OPEN, format="sealed_first")), 0)
    assert "bids" not in lines[2]
    assert lines[-1] == "  the offers are secret until the close"


def test_a_falling_price_and_its_next_drop_are_those_of_the_moment() -> None:
    lines = picture(a_view(DUTCH), 11_200)
    assert "9.50 EUR, falling" in lines[1]
    assert "drops in 0:01" in lines[2]
