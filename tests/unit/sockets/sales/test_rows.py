"""Rows: the same item gives the same row from news and from the hot state, and shows nothing secret."""

from server.bidding.hot_state.replies import Snapshot
from server.domain.types import Format, ItemId, Position
from server.sockets.broadcast.news import News, news_of
from server.sockets.sales.rows import row_of_news, row_of_snapshot
from server.wire.sale_feed import SaleItem
from tests.unit.domain.sale import ANN, BEN, NOON, opened
from tests.unit.sockets.broadcast.history import commits


def test_a_row_of_news_is_that_of_the_item_after_its_events() -> None:
    for settled in commits([[ANN], [BEN, ANN]]):
        assert settled.after is not None
        row = row_of_news(news_of(settled))
        seen = row_of_snapshot(Snapshot(settled.after, (), NOON, settled.epoch))
        assert (row.fields, row.position) == (seen.fields, seen.position)
        assert row.fields.keys() == SaleItem.__annotations__.keys() - {"clock"}


def test_news_of_bids_alone_leaves_the_clock_and_the_secrecy_as_they_were() -> None:
    row = row_of_news(News(ItemId("lamp"), 3, 3, {"seq": 3}, []))
    assert (row.clock, row.secret) == (None, None)


def test_a_dutch_item_has_its_clock_and_an_item_with_secret_offers_is_known_as_such() -> None:
    dutch = opened(format=Format.DUTCH, step=5, interval_ms=1_000, floor_price=10)
    assert row_of_snapshot(Snapshot(dutch, (), NOON)).clock is not None
    sealed = row_of_snapshot(Snapshot(opened(format=Format.SEALED_FIRST), (), NOON))
    assert (sealed.clock, sealed.secret) == (None, True)


def test_a_standing_of_another_version_may_lack_a_field() -> None:
    row = row_of_news(News(ItemId("lamp"), 3, 3, {"price": 150}, [], epoch=2))
    assert (row.fields["price"], row.fields["leader"], row.position) == (150, None, Position(2, 3))
