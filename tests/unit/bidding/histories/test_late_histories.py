"""A late history leads to the same retraction as the whole one, or is not used."""

from collections.abc import AsyncIterator, Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.bidding.archive import ArchiveUnavailable
from server.bidding.histories import late_histories as module
from server.bidding.histories.late_histories import LateHistories, LateHistory, NoSnapshots
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.records import Receipt
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import (
    AwardItem,
    Command,
    OpenItem,
    PlaceBid,
    RetractBid,
    ScheduleItem,
    SetAsking,
    VoidBid,
)
from server.domain.events import BidAccepted, BidsRemoved, Event, Reason
from server.domain.evolve import evolve
from server.domain.item import Item
from server.domain.types import Bidder, BidId, ItemId, Millis, Retraction, UserId
from tests.unit.domain.sale import ANN, BEN, CEM, HOUSE, NOON, bid, listing

HOUR: Millis = 3_600_000
PEOPLE = [ANN, BEN, CEM]


class StubbedSnapshots:
    """An archive with the snapshots of an item after some of its events."""

    def __init__(self, events: Sequence[Event], seqs: Collection[int] = ()) -> None:
        self.all_events = events
        self.snapshots: list[Item] = []
        item = None
        for event in events:
            item = evolve(item, event)
            if item.seq in seqs:
                self.snapshots.append(item)

    async def before(
        self, item_id: ItemId, seq: int, bidders: Collection[UserId]
    ) -> Sequence[Item]:
        bids = [each for each in self.all_events if isinstance(each, BidAccepted) and not each.auto]
        first = min([seq, *(each.seq for each in bids if each.bidder.user_id in bidders)])
        return [each for each in reversed(self.snapshots) if each.seq < first]

    async def events(
        self, item_id: ItemId, after: int, last: int
    ) -> AsyncIterator[Sequence[Event]]:
        for event in self.all_events:
            if after < event.seq <= last:
                yield [event]


class Bidding:
    """An item with its events and receipts, and the settlements that removed bids."""

    def __init__(self, retraction: Retraction, reserve: int | None, ends_at: Millis) -> None:
        self.item: Item | None = None
        self.events: list[Event] = []
        self.settled: list[int] = []
        """The numbers after which the item may have a snapshot: none divides a bid from its answer."""
        self.receipts: dict[BidId, Receipt] = {}
        self.now = NOON
        rules = {"retraction": retraction, "reserve": reserve, "ends_at": ends_at}
        self.settle(ScheduleItem(HOUSE, listing(**rules)))
        self.settle(OpenItem(HOUSE))

    def settle(self, *commands: Command) -> Settlement:
        settled = settle(self.item, self.receipts, commands, self.now)
        self.item = settled.after
        self.events += settled.events
        self.settled.append(len(self.events))
        self.receipts |= settled.receipts
        return settled

    async def late(self, command: Command, seqs: Collection[int]) -> LateHistory | None:
        """Read the late history for a command, with snapshots after events `seqs`."""
        histories = LateHistories(StubbedSnapshots(self.events, seqs))
        named = {bid_id: self.receipts[bid_id] for bid_id in self.named(command)}
        found = await histories.beginnings(HeldItem(self.item, named), [command], self.now)
        assert self.item is not None
        return await histories.read(self.item, found)

    def named(self, command: Command) -> set[BidId]:
        named = {command.bid_id} if isinstance(command, RetractBid | VoidBid) else set()
        return named & self.receipts.keys()

    def listed(self) -> set[int]:
        """The numbers that earlier removals have listed."""
        removals = [event for event in self.events if isinstance(event, BidsRemoved)]
        return {seq for removal in removals for seq in removal.seqs}


@st.composite
def biddings(draw: st.DrawFn) -> tuple[Bidding, Command]:
    """A history with raises of the leader's own, removals and asking prices, and one more removal."""
    ends_at = draw(st.sampled_from([NOON + HOUR, NOON + 24 * HOUR]))
    bidding = Bidding(draw(st.sampled_from(Retraction)), draw(st.none() | st.just(190)), ends_at)
    number = 0
    for _ in range(draw(st.integers(3, 25))):
        bidding.now += 1
        match draw(st.sampled_from("bbbbbbbmra")):
            case "r":
                bidding.settle(draw(removals(number)))
            case "a":
                price = bidding.item.price if bidding.item else 0
                bidding.settle(SetAsking(HOUSE, price=price + draw(st.integers(1, 30))))
            case kind:
                number += 1
                bidding.settle(draw(bids(bidding.item, number, with_maximum=kind == "m")))
    return bidding, draw(removals(number))


def bids(item: Item | None, number: int, *, with_maximum: bool) -> st.SearchStrategy[PlaceBid]:
    price = item.price if item else 0
    return st.builds(
        bid,
        st.integers(price + 1, price + 25),
        st.sampled_from(PEOPLE),
        st.just(f"b{number}"),
        max_amount=st.integers(price + 30, price + 90) if with_maximum else st.none(),
        raise_own=st.just(value=True),
    )


def removals(last: int) -> st.SearchStrategy[Command]:
    bid_ids = st.integers(1, max(1, last)).map(lambda number: BidId(f"b{number}"))
    retractions = st.builds(RetractBid, bid_ids, st.sampled_from(PEOPLE), st.just(Reason.MISTYPED))
    return (
        retractions | retractions | st.builds(VoidBid, st.just(HOUSE), bid_ids, st.just("misread"))
    )


@given(biddings(), st.data())
async def test_a_late_history_leads_to_the_same_removal_as_the_whole_one(
    drawn: tuple[Bidding, Command], data: st.DataObject
) -> None:
    bidding, command = drawn
    seqs = data.draw(st.sets(st.sampled_from(bidding.settled[1:]), min_size=1))
    late = await bidding.late(command, seqs)
    if late is None:
        return
    known = {**late.receipts, **{each: bidding.receipts[each] for each in bidding.named(command)}}
    short = settle(bidding.item, known, [command], bidding.now, earlier=late.earlier)
    whole = settle(bidding.item, bidding.receipts, [command], bidding.now)
    assert short.answers == whole.answers
    assert short.receipts == whole.receipts
    assert [without_seqs(event) for event in short.events] == [
        without_seqs(event) for event in whole.events
    ]
    # The whole history lists automatic bids again that an earlier removal has listed.
    assert [new_seqs(event, bidding) for event in short.events] == [
        new_seqs(event, bidding) for event in whole.events
    ]


def without_seqs(event: Event) -> Event:
    return replace(event, seqs=()) if isinstance(event, BidsRemoved) else event


def new_seqs(event: Event, bidding: Bidding) -> set[int]:
    return set(event.seqs) - bidding.listed() if isinstance(event, BidsRemoved) else set()


def long_bidding(**more: int) -> Bidding:
    """Thirty bids of two bidders in turn, the last of them by Ben."""
    bidding = Bidding(Retraction.FREE, None, NOON + HOUR)
    for number in range(1, 31):
        bidding.settle(bid(100 + 10 * number, PEOPLE[number % 2 == 0], f"b{number}", **more))
    return bidding


def retraction(bid_id: str, by: Bidder = BEN) -> RetractBid:
    return RetractBid(BidId(bid_id), by, Reason.MISTYPED)


async def test_only_the_bids_since_the_snapshot_are_read() -> None:
    late = await long_bidding().late(retraction("b30"), {10, 25})
    assert late is not None
    assert late.earlier.item.seq == 25
    assert list(late.receipts) == [f"b{number}" for number in range(24, 31)]


async def test_a_retraction_of_all_bids_begins_before_the_first_of_them() -> None:
    bidding = long_bidding()
    bidding.now -= 24 * HOUR
    late = await bidding.late(retraction("b30"), {3, 25})
    assert late is not None
    assert late.earlier.item.seq == 3
    assert late.earlier.newcomers == {BEN.user_id}


async def test_an_award_needs_the_whole_history() -> None:
    assert await long_bidding().late(AwardItem(HOUSE, step=1), {10}) is None


async def test_a_snapshot_of_an_earlier_version_does_not_serve() -> None:
    bidding = long_bidding()
    snapshots = StubbedSnapshots(bidding.events, {25})
    snapshots.snapshots = [replace(each, resolved_price=None) for each in snapshots.snapshots]
    assert await read(bidding, snapshots) is None


async def test_an_archive_with_another_history_does_not_serve() -> None:
    bidding, other = long_bidding(), long_bidding(max_amount=999)
    assert await read(bidding, StubbedSnapshots(other.events, {25})) is None


@pytest.mark.parametrize("error", [ArchiveUnavailable(), None])
async def test_an_archive_that_is_down_or_behind_is_waited_for_a_moment(
    error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(StubbedSnapshots):
        async def events(self, *_: object) -> AsyncIterator[Sequence[Event]]:
            if error is not None:
                raise error
            return
            yield

    monkeypatch.setattr(module, "ARCHIVE_WAIT_S", 0.03)
    bidding = long_bidding()
    assert await read(bidding, Failing(bidding.events, {25})) is None


async def test_an_archive_that_is_a_little_behind_catches_up() -> None:
    class Behind(StubbedSnapshots):
        behind = 3

        async def events(
            self, item_id: ItemId, after: int, last: int
        ) -> AsyncIterator[Sequence[Event]]:
            self.behind -= 1
            async for events in super().events(item_id, after, last - self.behind):
                yield events

    bidding = long_bidding()
    late = await read(bidding, Behind(bidding.events, {25}))
    assert late is not None
    assert "b30" in late.receipts


async def read(bidding: Bidding, snapshots: StubbedSnapshots | NoSnapshots) -> LateHistory | None:
    command = retraction("b30")
    assert bidding.item is not None
    histories = LateHistories(snapshots)
    held = HeldItem(bidding.item, {BidId("b30"): bidding.receipts[BidId("b30")]})
    found = await histories.beginnings(held, [command], bidding.now)
    return await histories.read(bidding.item, found)


async def test_without_an_archive_there_is_no_late_history() -> None:
    assert await read(long_bidding(), NoSnapshots()) is None
