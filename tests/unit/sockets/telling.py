"""Histories of one item as the rooms' tests tell them: commit by commit, and what is true of them."""

from collections.abc import Sequence

from hypothesis import strategies as st

from server.bidding.settle import Settlement, settle
from server.domain.commands import Command, PauseItem, ResumeItem, WarnItem
from server.domain.events import BidAccepted
from server.domain.evolve import fold
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.types import Bidder, UserId
from server.domain.view import FiguresView, view_bid, view_item
from server.sockets.news import News
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, opened

CY = Bidder(UserId("user-cy"), "Cy#ccccc")

moves = st.sampled_from([WarnItem(HOUSE), PauseItem(HOUSE), ResumeItem(HOUSE)])
rounds = st.lists(
    st.lists(st.sampled_from([ANN, BEN, CY]) | moves, min_size=1, max_size=4),
    min_size=1,
    max_size=12,
)
"""Rounds of one item: whose bid, or which command, comes next."""


def commits(plan: Sequence[Sequence[Bidder | Command]]) -> list[Settlement]:
    """Settle a plan round by round; a bid always offers what it takes, under an id of its own."""
    item, settled = opened(), []
    for number, planned in enumerate(plan):
        commands = [
            bid(quote(item, NOON).minimum + 1_000 * step, move, f"b{number}-{step}")
            if isinstance(move, Bidder)
            else move
            for step, move in enumerate(planned)
        ]
        settlement = settle(item, {}, commands, NOON)
        if settlement.events:
            assert settlement.after is not None
            item = settlement.after
            settled.append(settlement)
    return settled


class Truth:
    """What is true of a history, to hold against what a room is told."""

    def __init__(self, settled: Sequence[Settlement]) -> None:
        item: Item | None = opened()
        self.states: dict[int, Item] = {}
        self.bids: dict[int, dict[str, object]] = {}
        for event in (event for settlement in settled for event in settlement.events):
            item = fold(item, (event,))
            assert item is not None
            self.states[item.seq] = item
            if isinstance(event, BidAccepted):
                self.bids[event.seq] = dict(view_bid(event))

    def check(self, news: News) -> None:
        """Assert that every word of it is true, and that no bid that it covers is left out."""
        view = dict(view_item(self.states[news.seq], NOON))
        assert news.figures == {name: view[name] for name in FiguresView.__annotations__}
        covered = range(news.from_seq, news.seq + 1)
        assert news.bids == [self.bids[seq] for seq in covered if seq in self.bids]
        if any(seq not in self.bids for seq in covered):
            assert news.item == view
        assert news.item in (None, view)
