"""A sale that is watched in a terminal: a table of its items."""

from auction_client.cli.live.sale_report import sale_picture
from auction_client.messages import Auction, FallingClock, SaleItem
from auction_client.sales.sale_view import SaleView

SALE = Auction(
    auction_id="sale", title="A sale", auctioneer="House#h", currency="EUR", created_at=0
)


def an_item(
    item_id: str, status: str = "open", ends_at: int | None = None, **more: object
) -> SaleItem:
    fields = {"price": 20_250, "minimum": 100, "leader": None, "bid_count": 0, **more}
    return SaleItem(item_id=item_id, epoch=0, seq=1, status=status, ends_at=ends_at, **fields)  # type: ignore[arg-type]


def picture(*items: SaleItem, trouble: str | None = None) -> list[str]:
    view = SaleView(items={it.item_id: it for it in items}, yours={}, feed="f", number=1, as_of=0)
    return list(sale_picture(view, SALE, 1_000, me="Ann#k3f9q", trouble=trouble))


def test_items_that_end_next_stand_first_and_the_ended_ones_last() -> None:
    lines = picture(
        an_item("sold", "sold", leader="Bob#b"),
        an_item("late", ends_at=61_000, leader="Ann#k3f9q"),
        an_item("open"),
        an_item("soon", ends_at=6_000),
    )
    assert lines[0] == "A sale"
    assert [line.split()[0] for line in lines[1:]] == ["soon", "late", "open", "sold"]
    assert lines[1].endswith("0:05")
    assert "202.50 EUR  you" in lines[2]


def test_a_price_that_falls_by_itself_says_so() -> None:
    clock = FallingClock(start_price=1_000, step=50, interval_ms=1_000, floor_price=500, since=0)
    assert picture(an_item("clock", clock=clock))[1].split()[2:] == ["9.50", "EUR", "falling"]
    sold = picture(an_item("clock", "sold", clock=clock))[1]
    assert "202.50 EUR" in sold


def test_trouble_of_the_connection_stands_above_the_items() -> None:
    assert picture(an_item("a"), trouble="no answer")[1] == "  !! no answer"
