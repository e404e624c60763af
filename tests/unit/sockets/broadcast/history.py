"""Histories of one item, made commit by commit, and the check of news against them."""

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import Command, PauseItem, ResumeItem, RetractBid, WarnItem
from server.domain.events import BidAccepted, BidsRetracted, Reason
from server.domain.evolve import fold
from server.domain.formats import quote
from server.domain.item import Item
from server.domain.types import Bidder, BidId, Retraction, UserId
from server.domain.view import StandingView, view_bid, view_item
from server.sockets.broadcast.news import News
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, opened

CY = Bidder(UserId("user-cy"), "Cy#ccccc")


class RetractLatest(NamedTuple):
    """A bidder retracts the latest of their bids that has not been retracted."""

    bidder: Bidder


Move = Bidder | RetractLatest | Command
moves = st.sampled_from(
    [WarnItem(HOUSE), PauseItem(HOUSE), ResumeItem(HOUSE), RetractLatest(ANN), RetractLatest(BEN)]
)
rounds = st.lists(
    st.lists(st.sampled_from([ANN, BEN, CY]) | moves, min_size=1, max_size=4),
    min_size=1,
    max_size=12,
)
"""Rounds of one item: bidders who bid, and commands."""


def commits(plan: Sequence[Sequence[Move]]) -> list[Settlement]:
    """Settle a plan round by round. Each bid offers at least the minimum and has its own id."""
    item, settled = opened(retraction=Retraction.FREE), []
    receipts: dict[BidId, Receipt] = {}
    standing: dict[Bidder, list[BidId]] = {}
    for number, planned in enumerate(plan):
        commands: list[Command] = []
        for step, move in enumerate(planned):
            if isinstance(move, RetractLatest):
                if mine := standing.get(move.bidder):
                    commands.append(RetractBid(mine.pop(), move.bidder, Reason.MISTYPED))
            elif isinstance(move, Bidder):
                offer = quote(item, NOON).minimum + 1_000 * step
                commands.append(bid(offer, move, f"b{number}-{step}", raise_own=True))
                standing.setdefault(move, []).append(BidId(f"b{number}-{step}"))
            else:
                commands.append(move)
        settlement = settle(item, receipts, commands, NOON)
        if settlement.events:
            assert settlement.after is not None
            item = settlement.after
            receipts |= settlement.receipts
            settled.append(settlement)
    return settled


class ItemHistory:
    """The states, bids and retractions of an item by event number, to check news against."""

    def __init__(self, settled: Sequence[Settlement]) -> None:
        item: Item | None = opened(retraction=Retraction.FREE)
        self.states: dict[int, Item] = {}
        self.bids: dict[int, dict[str, object]] = {}
        self.retracted: dict[int, tuple[int, ...]] = {}
        for event in (event for settlement in settled for event in settlement.events):
            item = fold(item, (event,))
            assert item is not None
            self.states[item.seq] = item
            if isinstance(event, BidAccepted):
                self.bids[event.seq] = dict(view_bid(event))
            if isinstance(event, BidsRetracted):
                self.retracted[event.seq] = event.seqs

    def check(self, news: News) -> None:
        """Assert that news is true and includes every bid of the events that it covers."""
        view = dict(view_item(self.states[news.seq], NOON))
        assert news.standing == {name: view[name] for name in StandingView.__annotations__}
        covered = range(news.from_seq, news.seq + 1)
        retracted = {seq for number in covered for seq in self.retracted.get(number, ())}
        assert news.retracted == tuple(sorted(retracted))
        assert news.bids == [
            {**self.bids[seq], "retracted": seq in retracted} for seq in covered if seq in self.bids
        ]
        if any(seq not in self.bids for seq in covered):
            assert news.item == view
        assert news.item in (None, view)
