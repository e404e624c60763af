"""The view of an item over random sales, with messages lost, repeated and shuffled."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from auction_client.item_view import fold_message, fold_watch_answer
from auction_client.messages import Bid, Item, NewBid, WatchAnswer
from tests.unit.clients.python.views import a_bid, an_item, new_bid, seqs


@dataclass(frozen=True)
class Sale:
    """A random history: the kind of each event, and the messages about them."""

    kinds: list[str]
    messages: list[NewBid | Item]

    def item(self, seq: int) -> Item:
        made, gone = self.kinds[:seq].count("bid"), self.kinds[:seq].count("retraction")
        return an_item(seq, made, status="open" if seq % 3 else "paused", retractions=gone)

    def bids(self, after: int, seq: int) -> list[int]:
        return [n for n in range(after + 1, seq + 1) if self.kinds[n - 1] == "bid"]

    def retracted(self, after: int, seq: int) -> list[int]:
        """Return the bids that the retractions among these events took back: each the last but one."""
        gone = [n for n in range(after + 1, seq + 1) if self.kinds[n - 1] == "retraction"]
        return [each for n in gone for each in self.bids(0, n)[-2:-1]]

    def shown(self, after: int, seq: int) -> tuple[Bid, ...]:
        """Return the bids after `after` as they stand at `seq`."""
        gone = self.retracted(0, seq)
        return tuple(a_bid(n, retracted=n in gone) for n in self.bids(after, seq))

    def new_bid(self, after: int, seq: int) -> NewBid:
        item, gone = self.item(seq), self.retracted(after, seq)
        message = new_bid(after + 1, seq, item.bid_count)
        bids = tuple(a_bid(n, retracted=n in gone) for n in self.bids(after, seq))
        return structs.replace(
            message, bids=bids, retracted=tuple(gone), retractions=item.retractions
        )

    @property
    def last(self) -> int:
        return len(self.kinds)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    kinds = st.sampled_from(["bid", "bid", "bid", "retraction", "other"])
    sale = Sale(draw(st.lists(kinds, min_size=1, max_size=30)), [])
    seq = 0
    while seq < sale.last:
        before, seq = seq, draw(st.integers(seq + 1, sale.last))
        kinds_here = set(sale.kinds[before:seq])
        if kinds_here - {"other"}:
            sale.messages.append(sale.new_bid(before, seq))
        if kinds_here - {"bid"}:
            sale.messages.append(sale.item(seq))
    return sale


@given(data=st.data(), sale=sales())
def test_lost_repeated_and_shuffled_messages_and_one_answer_give_the_true_item(
    data: st.DataObject, sale: Sale
) -> None:
    start = data.draw(st.integers(0, sale.last), label="watched at")
    first = WatchAnswer(item=sale.item(start), bids=sale.shown(0, start), complete=True)
    view = fold_watch_answer(None, first)
    received = data.draw(st.lists(st.sampled_from(sale.messages), max_size=40), label="received")
    for message in received:
        before = view
        view = fold_message(view, message)
        assert view.item.seq >= before.item.seq
        # No bid up to `through_seq` is missing.
        assert [n for n in seqs(view) if n <= view.through_seq] == sale.bids(0, view.through_seq)
    if not view.has_gap:
        assert view.bids == sale.shown(0, view.item.seq)
    answer = WatchAnswer(
        item=sale.item(sale.last),
        bids=sale.shown(view.through_seq, sale.last),
        complete=True,
        retracted=tuple(sale.retracted(view.through_seq, sale.last)),
    )
    view = fold_watch_answer(view, answer)
    assert view.item == sale.item(sale.last)
    assert view.bids == sale.shown(0, sale.last)
    assert not view.has_gap
