"""A sale that is watched: a line for each change, JSON, or a table that is redrawn in a terminal."""

import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

from auction_client.auction_client import AuctionClient
from auction_client.cli.live.connection import connection_line
from auction_client.cli.live.falling import falling_price
from auction_client.cli.live.item_report import connection_changed
from auction_client.cli.live.screen import Screen, is_live
from auction_client.cli.live.ticking import Report, ticking
from auction_client.cli.moments import clock_time, remaining
from auction_client.cli.money import format_money
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.cli.words import is_falling, status_words, who
from auction_client.messages import Auction, SaleItem
from auction_client.reconnecting import ConnectionStatus
from auction_client.sales.sale_view import SaleView


def sale_report(
    session: Session, client: AuctionClient, sale: Auction
) -> AbstractAsyncContextManager[Report[SaleView]]:
    """Return the report that the output and the options ask for."""
    if not session.out.as_json and not session.options.lines and is_live(sys.stdout):
        return ticking(client, LiveSale(session, sale, Screen()))
    return ticking(client, SaleLines(session, sale))


class SaleLines:
    """Prints a line, or a JSON object, for each item that has changed."""

    def __init__(self, session: Session, sale: Auction) -> None:
        self._session = session
        self._currency = sale.currency
        self._before: dict[str, SaleItem] = {}

    def show(self, view: SaleView) -> None:
        """Print the items that have changed."""
        for item in view.items.values():
            if self._before.get(item.item_id) != item:
                line = "  ".join(sale_row(item, self._currency, self._session.me, view.as_of))
                self._session.out.show(item, f"{clock_time(view.as_of)}  {line}")
        self._before = dict(view.items)

    def connection(self, status: ConnectionStatus) -> None:
        """Print the state of the connection."""
        connection_changed(self._session, status)

    def tick(self, now_ms: int) -> None:
        """Print nothing."""


class LiveSale:
    """Draws the items as a table, those that end next first, at each change and each tick."""

    def __init__(self, session: Session, sale: Auction, screen: Screen) -> None:
        self._session = session
        self._sale = sale
        self._screen = screen
        self._view: SaleView | None = None
        self._trouble: str | None = None
        self._now_ms: int | None = None

    def show(self, view: SaleView) -> None:
        """Draw a view."""
        self._view = view
        self._draw(self._now_ms or view.as_of)

    def connection(self, status: ConnectionStatus) -> None:
        """Draw a warning while the connection is not live."""
        if status.state != "closed":
            self._trouble = connection_line(status, self._session.url)
            self._draw(self._now_ms)

    def tick(self, now_ms: int) -> None:
        """Draw the moment."""
        self._now_ms = now_ms
        self._draw(now_ms)

    def _draw(self, now_ms: int | None) -> None:
        if self._view is not None and now_ms is not None:
            picture = sale_picture(
                self._view, self._sale, now_ms, me=self._session.me, trouble=self._trouble
            )
            self._screen.draw(list(picture))


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
