"""A sale that is watched: a line for each change, JSON, or a table that is redrawn in a terminal."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

from auction_client.auction_client import AuctionClient
from auction_client.cli.live.falling import falling_price
from auction_client.cli.live.reports import DrawnReport, LineReport, is_drawn
from auction_client.cli.live.screen import Screen
from auction_client.cli.live.ticking import Report, ticking
from auction_client.cli.moments import clock_time, remaining
from auction_client.cli.money import format_money
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.cli.words import is_falling, status_words, who
from auction_client.messages import Auction, SaleItem
from auction_client.sales.sale_view import SaleView


def sale_report(
    session: Session, client: AuctionClient, sale: Auction
) -> AbstractAsyncContextManager[Report[SaleView]]:
    """Return the report that the output and the options ask for."""
    if not is_drawn(session):
        return ticking(client, SaleLines(session, sale))

    def picture(view: SaleView, now_ms: int, trouble: str | None) -> Iterator[str]:
        return sale_picture(view, sale, now_ms, me=session.me, trouble=trouble)

    return ticking(
        client,
        DrawnReport(session, Screen(), picture=picture, made_at=lambda view: view.as_of),
    )


class SaleLines(LineReport):
    """Prints a line, or a JSON object, for each item that has changed."""

    def __init__(self, session: Session, sale: Auction) -> None:
        super().__init__(session)
        self._currency = sale.currency
        self._before: dict[str, SaleItem] = {}

    def show(self, view: SaleView) -> None:
        """Print the items that have changed."""
        for item in view.items.values():
            if self._before.get(item.item_id) != item:
                line = "  ".join(sale_row(item, self._currency, self._session.me, view.as_of))
                self._session.out.show(item, f"{clock_time(view.as_of)}  {line}")
        self._before = dict(view.items)


def sale_picture(
    view: SaleView, sale: Auction, now_ms: int, *, me: str | None, trouble: str | None
) -> Iterator[str]:
    """Draw a sale at a moment."""
    yield sale.title
    if trouble is not None:
        yield f"  !! {trouble}"
    rows = [
        (*sale_row(item, sale.currency, me, now_ms), _time_left(item, now_ms))
        for item in sorted(view.items.values(), key=_urgency)
    ]
    if rows:
        yield from table(rows, right=frozenset({2, 4}))


def sale_row(
    item: SaleItem, currency: str, me: str | None, now_ms: int
) -> tuple[str, str, str, str]:
    """Return the cells of an item: its id, status, price at a moment, and leader."""
    leader = who(item.leader, me) if item.leader else ""
    if is_falling(item):
        leader = "falling"
    price = format_money(falling_price(item, now_ms), currency)
    return item.item_id, status_words(item), price, leader


def _urgency(item: SaleItem) -> tuple[bool, bool, int]:
    """Sort open items by their ends, then those without one, then those that have ended."""
    return item.has_ended, item.ends_at is None, item.ends_at or 0


def _time_left(item: SaleItem, now_ms: int) -> str:
    if item.has_ended or item.ends_at is None or item.status == "scheduled":
        return ""
    return remaining(item.ends_at - now_ms) if item.ends_at > now_ms else "closing"
