"""The state after outcomes and notices."""

from server.domain.commands import CloseItem, GiveNotice
from server.domain.item import Notice
from tests.unit.domain.sale import HOUSE, NOON, after, bid, kinds, opened


def test_an_item_keeps_its_latest_notice() -> None:
    item = after(opened(), GiveNotice(HOUSE, "n1", "First."), GiveNotice(HOUSE, "n2", "Second."))
    assert item.notice == Notice("n2", "Second.", NOON)
    assert kinds(item, GiveNotice(HOUSE, "n2", "Second."), NOON) == []


def test_an_item_knows_the_moment_of_its_close() -> None:
    assert after(opened(), bid(100), CloseItem(HOUSE), now=NOON + 7).closed_at == NOON + 7
