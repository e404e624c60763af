"""A feed: what one room of this node has been sent, and what is still to be sent to it. Pure.

News of two nodes may overtake each other on the way here, so a feed puts them in order. News that
would leave a gap waits for the missing events until the fan-out gives the gap up.
"""

from server.domain.types import ItemId
from server.sockets.broadcast.news import News, merge_into


class Feed:
    """The news of one item, for its room.

    `sent_seq` is the event number up to which the room has been sent everything; None before the
    first socket has its answer to `watch`. `watchers` is a count still to be sent, and `newcomers` is
    set while there are sockets that have been sent no count. `queued` belongs to the fan-out.
    """

    __slots__ = (
        *("_gap_given_up", "_pending", "_sent_any"),
        *("item_id", "newcomers", "queued", "sent_seq", "watchers"),
    )

    def __init__(self, item_id: ItemId) -> None:
        self.item_id = item_id
        self.sent_seq: int | None = None
        self.queued = False
        self.newcomers = False
        self.watchers: int | None = None
        self._sent_any = False
        self._gap_given_up = False
        self._pending: list[News] = []

    def begin_at(self, seq: int) -> None:
        """Note that a socket of the room knows the item up to `seq`, from its answer to `watch`.

        Until anything is sent to the room, the room is as far as the socket that knows least.
        """
        self.newcomers = True
        if not self._sent_any:
            self.sent_seq = seq if self.sent_seq is None else min(self.sent_seq, seq)

    def accept(self, news: News) -> None:
        """Add news to be sent, unless the room has been sent it already."""
        if self.sent_seq is None or news.seq > self.sent_seq:
            self._pending = merge_into(self._pending, news)

    def accept_latest(self, news: News) -> None:
        """Add news that was read from the hot state: nothing before it is still to come."""
        self.accept(news)
        self._gap_given_up = bool(self._pending)

    def give_up_gap(self) -> None:
        """Wait no longer for missing events."""
        self._gap_given_up = True

    def rewind_to(self, seq: int) -> None:
        """Go back to `seq`: the store was restored, and later events are no longer true."""
        self.sent_seq = seq
        self._pending = [news for news in self._pending if news.seq <= seq]

    @property
    def known_seq(self) -> int | None:
        """The newest event number that has been sent or is still to be sent."""
        return self._pending[-1].seq if self._pending else self.sent_seq

    @property
    def gap(self) -> bool:
        """Whether news waits for missing events before it."""
        return bool(self._pending) and not self._follows(self._pending[0])

    @property
    def ready(self) -> bool:
        """Whether anything can be sent now."""
        if self.watchers is not None:
            return True
        return bool(self._pending) and (self._gap_given_up or self._follows(self._pending[0]))

    def take(self) -> list[News]:
        """Return the news that can be sent now, in order, and count it as sent."""
        taken: list[News] = []
        while self._pending and (self._gap_given_up or self._follows(self._pending[0])):
            news = self._pending.pop(0)
            self.sent_seq = news.seq
            self._sent_any = True
            taken.append(news)
        self._gap_given_up = self._gap_given_up and bool(self._pending)
        return taken

    def take_watchers(self) -> int | None:
        """Return the count of watchers that is to be sent now, if any."""
        count, self.watchers = self.watchers, None
        return count

    def _follows(self, news: News) -> bool:
        # News that is not complete leaves earlier bids out on purpose: nothing before it will come.
        sent_seq = self.sent_seq
        return sent_seq is None or news.from_seq <= sent_seq + 1 or not news.complete
