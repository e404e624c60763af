"""A feed: what one room of this node has been told, and what it has still to be told. Pure.

News of two nodes may overtake each other on the way here. A feed puts them in order again: news that
would leave a gap waits for what is missing, as long as its owner has patience.
"""

from server.domain.types import ItemId
from server.sockets.broadcast.news import News, insert


class Feed:
    """The news of one item, for its room.

    `told` is the event number up to which the room has been told; None before the first socket has
    been answered its `watch`. `watchers`: a count that is to be told; `newcomers`: there are sockets that
    have been told none. `in_line` is the fan-out's own mark.
    """

    __slots__ = (
        *("_impatient", "_told_any", "_waiting"),
        *("in_line", "item_id", "newcomers", "told", "watchers"),
    )

    def __init__(self, item_id: ItemId) -> None:
        self.item_id = item_id
        self.told: int | None = None
        self.in_line = False
        self.newcomers = False
        self.watchers: int | None = None
        self._told_any = False
        self._impatient = False
        self._waiting: list[News] = []

    def begin_at(self, seq: int) -> None:
        """Note that a socket of the room knows the item up to `seq`, from the answer to its `watch`.

        Until the room has been told anything, it knows as little as the socket that knows least.
        """
        self.newcomers = True
        if not self._told_any:
            self.told = seq if self.told is None else min(self.told, seq)

    def accept(self, news: News) -> None:
        """Take news in; what the room knows already is dropped."""
        if self.told is None or news.seq > self.told:
            self._waiting = insert(self._waiting, news)

    def accept_latest(self, news: News) -> None:
        """Take in how the item stands by the hot state: nothing older is worth waiting for."""
        self.accept(news)
        self._impatient = bool(self._waiting)

    def lose_patience(self) -> None:
        """Wait no longer for what is missing."""
        self._impatient = True

    def forget_after(self, seq: int) -> None:
        """Go back to `seq`: the store has been restored, and events beyond it are not true any more."""
        self.told = seq
        self._waiting = [news for news in self._waiting if news.seq <= seq]

    @property
    def known(self) -> int | None:
        """The newest event number that has been told or waits to be."""
        return self._waiting[-1].seq if self._waiting else self.told

    @property
    def gap(self) -> bool:
        """Whether news waits for something before it."""
        return bool(self._waiting) and not self._follows(self._waiting[0])

    @property
    def ready(self) -> bool:
        """Whether there is anything to tell now."""
        if self.watchers is not None:
            return True
        return bool(self._waiting) and (self._impatient or self._follows(self._waiting[0]))

    def take(self) -> list[News]:
        """Return what is to be told now, in order, and count it as told."""
        taken: list[News] = []
        while self._waiting and (self._impatient or self._follows(self._waiting[0])):
            news = self._waiting.pop(0)
            self.told = news.seq
            self._told_any = True
            taken.append(news)
        self._impatient = self._impatient and bool(self._waiting)
        return taken

    def take_watchers(self) -> int | None:
        """Return the count of watchers that is to be told now, if any."""
        count, self.watchers = self.watchers, None
        return count

    def _follows(self, news: News) -> bool:
        # What was left out on purpose isn't waited for.
        return self.told is None or news.from_seq <= self.told + 1 or not news.complete
