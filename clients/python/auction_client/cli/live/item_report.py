"""An item that is watched: as lines, as JSON, or live in a terminal."""

import sys
from contextlib import AbstractAsyncContextManager

from auction_client.auction_client import AuctionClient
from auction_client.cli.live.connection import connection_line
from auction_client.cli.live.item_picture import item_picture
from auction_client.cli.live.screen import Screen, is_live
from auction_client.cli.live.ticking import Report, ticking
from auction_client.cli.printing import changed_item, text_lines
from auction_client.cli.session import Session
from auction_client.item_view import ItemView
from auction_client.reconnecting import ConnectionStatus


def item_report(
    session: Session, client: AuctionClient
) -> AbstractAsyncContextManager[Report[ItemView]]:
    """Return the report that the output and the options ask for."""
    if not session.out.as_json and not session.options.lines and is_live(sys.stdout):
        return ticking(client, LiveItem(session, client, Screen()))
    return ticking(client, ItemLines(session))


class ItemLines:
    """Prints a line, or a JSON object, for each change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._before: ItemView | None = None

    def show(self, view: ItemView) -> None:
        """Print the changes."""
        out = self._session.out
        if out.as_json:
            change = changed_item(self._before, view)
            if change is not None:
                out.show(change)
        else:
            out.say(*text_lines(self._before, view, self._session.me))
        self._before = view

    def connection(self, status: ConnectionStatus) -> None:
        """Print the state of the connection."""
        connection_changed(self._session, status)

    def tick(self, now_ms: int) -> None:
        """Print nothing."""


class LiveItem:
    """Draws the item anew at each change and each tick."""

    def __init__(self, session: Session, client: AuctionClient, screen: Screen) -> None:
        self._session = session
        self._client = client
        self._screen = screen
        self._view: ItemView | None = None
        self._trouble: str | None = None
        self._now_ms: int | None = None

    def show(self, view: ItemView) -> None:
        """Draw a view."""
        self._view = view
        self._draw(self._now_ms or view.item.server_time)

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
        if self._view is None or now_ms is None:
            return
        picture = item_picture(
            self._view,
            now_ms,
            me=self._session.me,
            watchers=self._client.watcher_count(self._view.item.item_id),
            trouble=self._trouble,
        )
        self._screen.draw(list(picture))


def connection_changed(session: Session, status: ConnectionStatus) -> None:
    """Print the state of the connection, in JSON between the other objects."""
    if status.state == "closed":
        return
    if session.out.as_json:
        session.out.show(
            {
                "connection_state": status.state,
                "last_message_at": int(status.last_message_at * 1_000),
            }
        )
        return
    text = connection_line(status, session.url) or f"{session.url} answers again"
    session.out.note(text)
