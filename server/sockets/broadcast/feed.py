"""A feed: the news of one item, in order, for the item's room on this node. Pure.

News from two nodes may arrive in the wrong order, so a feed puts it in order. News that would leave a gap
waits for the missing events until the fan-out gives the gap up.

0119: when an item begins a new epoch its events may have other numbers than before. So the room counts as
having been sent nothing of it, and news that does not begin at the item's first event leaves a gap. The
missing events are read from the hot state.
"""

from server.domain.types import UNKNOWN_EPOCH, ItemId, Position
from server.sockets.broadcast.news import News, is_later, merge_into


class Feed:
    """The news of one item that its room has been sent or is still to be sent.

    `sent_seq` is the number of the last event of `epoch` that the room has been sent, with no event
    missing before it. It is None until a socket of the room has its answer to `watch`. `watchers` is a
    count that is to be sent, and `newcomers` is true while a socket has been sent no count. The fan-out
    sets `queued`, and the moments from which news has waited and been sent, 0.0 for none.
    """

    __slots__ = (
        *("_gap_given_up", "_pending", "_sent_any"),
        *("epoch", "item_id", "newcomers", "queued", "sent_seq", "watchers"),
        *("sending_since", "waiting_since"),
    )

    def __init__(self, item_id: ItemId) -> None:
        self.item_id = item_id
        self.epoch = UNKNOWN_EPOCH
        self.sent_seq: int | None = None
        self.queued = False
        self.waiting_since = 0.0
        self.sending_since = 0.0
        self.newcomers = False
        self.watchers: int | None = None
        self._sent_any = False
        self._gap_given_up = False
        self._pending: list[News] = []

    def begin_at(self, position: Position) -> None:
        """Note that a socket of the room has the item's state at `position`, from its answer to `watch`.

        Until a message is sent to the room, `sent_seq` is the lowest of these numbers.
        """
        epoch, seq = position
        self.newcomers = True
        current = self.enter(epoch)
        if self.sent_seq is None:
            self.sent_seq = seq if current else 0
        elif current and not self._sent_any:
            self.sent_seq = min(self.sent_seq, seq)

    def enter(self, epoch: int) -> bool:
        """Begin a later epoch, of which the room has been sent nothing; return False for an earlier one."""
        if epoch == UNKNOWN_EPOCH:
            return True
        if is_later(epoch, self.epoch):
            self.sent_seq = None if self.sent_seq is None else 0
            self._pending, self._gap_given_up = [], False
        self.epoch = max(self.epoch, epoch)
        return epoch == self.epoch

    @property
    def position(self) -> Position | None:
        """The position up to which the room has been sent everything."""
        return None if self.sent_seq is None else Position(self.epoch, self.sent_seq)

    @property
    def heard(self) -> Position | None:
        """The last event of which there is news, if the room has been sent anything of its epoch."""
        return None if self.sent_seq is None else Position(self.epoch, self.known_seq or 0)

    def accept(self, news: News) -> None:
        """Add news to be sent, unless the room has been sent it already or it is of an earlier epoch."""
        if self.enter(news.epoch) and (self.sent_seq is None or news.seq > self.sent_seq):
            self._pending = merge_into(self._pending, news)

    def accept_latest(self, news: News) -> None:
        """Add news that was read from the hot state. Events before it will not arrive any more."""
        self.accept(news)
        self._gap_given_up = bool(self._pending)

    def give_up_gap(self) -> None:
        """Stop waiting for missing events."""
        self._gap_given_up = True

    def rewind_to(self, seq: int) -> None:
        """Drop news after `seq`, because the store was restored without the later events."""
        self.sent_seq = seq
        self._pending = [news for news in self._pending if news.seq <= seq]

    @property
    def known_seq(self) -> int | None:
        """The number of the latest event that has been sent or is to be sent."""
        return self._pending[-1].seq if self._pending else self.sent_seq

    @property
    def gap(self) -> bool:
        """Whether news waits because events before it are missing."""
        return bool(self._pending) and not self._follows(self._pending[0])

    @property
    def ready(self) -> bool:
        """Whether news or a count can be sent now."""
        if self.watchers is not None:
            return True
        return bool(self._pending) and (self._gap_given_up or self._follows(self._pending[0]))

    def take(self) -> list[News]:
        """Remove and return the news that can be sent now, in order, and advance `sent_seq`."""
        taken: list[News] = []
        while self._pending and (self._gap_given_up or self._follows(self._pending[0])):
            news = self._pending.pop(0)
            self.sent_seq = news.seq
            self._sent_any = True
            taken.append(news)
        self._gap_given_up = self._gap_given_up and bool(self._pending)
        return taken

    def take_watchers(self) -> int | None:
        """Remove and return the count of watchers that is to be sent; None if there is none."""
        count, self.watchers = self.watchers, None
        return count

    def _follows(self, news: News) -> bool:
        # Incomplete news leaves earlier bids out intentionally, so it does not wait for them.
        sent_seq = self.sent_seq
        return sent_seq is None or news.from_seq <= sent_seq + 1 or not news.complete
