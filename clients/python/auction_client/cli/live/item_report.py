"""An item that is watched: as lines, as JSON, or live in a terminal."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

from auction_client.auction_client import AuctionClient
from auction_client.cli.live.item_picture import item_picture
from auction_client.cli.live.reports import DrawnReport, LineReport, is_drawn
from auction_client.cli.live.screen import Screen
from auction_client.cli.live.ticking import Report, ticking
from auction_client.cli.printing import changed_item, text_lines
from auction_client.cli.session import Session
from auction_client.item_view import ItemView


def item_report(
    session: Session, client: AuctionClient
) -> AbstractAsyncContextManager[Report[ItemView]]:
    """Return the report that the output and the options ask for."""
    if not is_drawn(session):
        return ticking(client, ItemLines(session))

    def picture(view: ItemView, now_ms: int, trouble: str | None) -> Iterator[str]:
        watchers = client.watcher_count(view.item.item_id)
        return item_picture(view, now_ms, me=session.me, watchers=watchers, trouble=trouble)

    return ticking(
        client,
        DrawnReport(session, Screen(), picture=picture, made_at=lambda view: view.item.server_time),
    )


class ItemLines(LineReport):
    """Prints a line, or a JSON object, for each change."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
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
