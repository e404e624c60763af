"""The two kinds of reports: lines for the changes, and a picture that is drawn again."""

import sys
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from auction_client.cli.live.connection import connection_line
from auction_client.cli.live.screen import Screen, is_live
from auction_client.cli.session import Session
from auction_client.connecting.reconnecting import ConnectionStatus

V = TypeVar("V")


def is_drawn(session: Session) -> bool:
    """Return whether the output and the options ask for a picture."""
    return not session.out.as_json and not session.options.lines and is_live(sys.stdout)


class LineReport:
    """Prints the state of the connection; a subclass prints the changes of its views."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def connection(self, status: ConnectionStatus) -> None:
        """Print the state of the connection, in JSON between the other objects."""
        session = self._session
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

    def tick(self, now_ms: int) -> None:
        """Print nothing."""


class DrawnReport(Generic[V]):
    """Draws the latest view anew at each change and each tick."""

    def __init__(
        self,
        session: Session,
        screen: Screen,
        *,
        picture: Callable[[V, int, str | None], Iterable[str]],
        made_at: Callable[[V], int],
    ) -> None:
        """`picture` draws a view at a moment, with a warning about the connection.

        `made_at` returns the moment of a view. Both moments are in ms.
        """
        self._session = session
        self._screen = screen
        self._picture = picture
        self._made_at = made_at
        self._view: V | None = None
        self._trouble: str | None = None
        self._now_ms: int | None = None

    def show(self, view: V) -> None:
        """Draw a view."""
        self._view = view
        self._draw(self._now_ms or self._made_at(view))

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
            self._screen.draw(list(self._picture(self._view, now_ms, self._trouble)))
