"""Properties of a settlement over random commands, however they fall into rounds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from server.bidding.settling.receipts import bid_event
from server.bidding.settling.records import Accepted, Answer, Receipt
from server.bidding.settling.replay import replay
from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import (
    CloseItem,
    Command,
    ObserveTime,
    PauseItem,
    PlaceBid,
    ResumeItem,
    RetractBid,
    WarnItem,
)
from server.domain.events import (
    BidAccepted,
    BidsRetracted,
    Event,
    ItemOpened,
    ItemScheduled,
    OfferSealed,
    Reason,
)
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import Bidder, BidId, Format, Millis
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, opened

bids = st.builds(
    bid,
    st.integers(90, 200),
    st.sampled_from([ANN, BEN, Bidder(HOUSE.user_id, "House#hhhhh")]),
    st.sampled_from(["b1", "b2", "b3", "b4"]),
    max_amount=st.none() | st.none() | st.integers(100, 400),
    quantity=st.sampled_from([1, 1, 1, 2]),
)
retractions = st.builds(
    RetractBid,
    st.sampled_from([BidId("b1"), BidId("b2"), BidId("b3")]),
    st.sampled_from([ANN, BEN]),
    st.sampled_from(Reason),
)
moves = st.sampled_from(
    [WarnItem(HOUSE), PauseItem(HOUSE), ResumeItem(HOUSE), CloseItem(HOUSE), ObserveTime()]
)
histories = st.lists(bids | bids | bids | moves | retractions, max_size=30)
commands_in_a_round = st.lists(bids | moves, max_size=4)
items = st.sampled_from(
    [
        opened(),
        opened(ends_at=NOON + 1, soft_close=SoftClose(Policy.RESET, 5, 5)),
        opened(reserve=250, buy_now=390),
        opened(format=Format.DUTCH, quantity=3, step=10, interval_ms=5, floor_price=50),
        opened(format=Format.SEALED_FIRST),
        opened(format=Format.SEALED_SECOND, reserve=150),
        opened(format=Format.UNIFORM, quantity=3),
        opened(format=Format.FIXED, quantity=3),
    ]
)


@given(items, histories)
def test_the_events_of_a_round_lead_from_its_first_state_to_its_last(
    item: Item, commands: list[Command]
) -> None:
    settled = settle(item, {}, commands, NOON)
    assert fold(settled.before, settled.events) == settled.after
    assert len(settled.answers) == len(commands)


@given(items, histories)
def test_every_accepted_bid_has_one_event_with_its_number_and_one_receipt(
    item: Item, commands: list[Command]
) -> None:
    settled = settle(item, {}, commands, NOON)
    taken = [event for event in map(bid_event, settled.events) if event is not None]
    assert {event.bid_id: event.seq for event in taken} == {
        bid_id: receipt.seq for bid_id, receipt in settled.receipts.items()
    }
    assert len(taken) == len(settled.receipts)


@given(items, histories)
def test_replaying_an_items_events_gives_its_state_and_receipts(
    item: Item, commands: list[Command]
) -> None:
    settled = settle(item, {}, commands, NOON)
    beginning = (
        ItemScheduled(seq=1, at=NOON, listing=item.listing),
        ItemOpened(seq=2, at=NOON, ends_at=item.ends_at),
    )
    again = replay((*beginning, *settled.events))
    assert again == (settled.after, settled.receipts)


@given(items, histories)
def test_a_retraction_names_shown_bids_and_no_bid_that_stands(
    item: Item, commands: list[Command]
) -> None:
    settled = settle(item, {}, commands, NOON)
    bids = {e.seq: e for e in settled.events if isinstance(e, BidAccepted | OfferSealed)}
    for event in settled.events:
        if isinstance(event, BidsRetracted):
            named = {seq for seq, bid in bids.items() if bid.bid_id in event.bid_ids}
            assert named <= set(event.seqs) <= bids.keys()
            assert max(event.seqs, default=0) < event.seq
            # What else has gone was bid by rule for the bidder, who doesn't reach so far any more.
            for bid in (bids[seq] for seq in set(event.seqs) - named):
                assert isinstance(bid, BidAccepted)
                assert bid.auto
                assert bid.bidder == event.bidder


@given(items, histories, st.data())
def test_answers_do_not_depend_on_how_commands_fall_into_rounds(
    item: Item, commands: list[Command], data: st.DataObject
) -> None:
    together = settle(item, {}, commands, NOON)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(commands)), max_size=4)))
    rounds = [
        commands[start:end] for start, end in zip([0, *cuts], [*cuts, len(commands)], strict=True)
    ]
    answers, events, after = settle_in_turn(item, rounds, NOON)
    assert answers == together.answers
    assert (events, after) == (together.events, together.after)


@given(items, histories)
def test_sending_everything_again_changes_no_answer_to_an_accepted_bid(
    item: Item, commands: list[Command]
) -> None:
    first = settle(item, {}, commands, NOON)
    accepted = [
        (command, answer)
        for command, answer in zip(commands, first.answers, strict=True)
        if isinstance(command, PlaceBid) and isinstance(answer, Accepted)
    ]
    again = settle(first.after, first.receipts, [command for command, _ in accepted], NOON)
    assert again.answers == tuple(answer for _, answer in accepted)
    assert again.events == ()


def settle_in_turn(
    item: Item | None, rounds: Sequence[Sequence[Command]], now: Millis
) -> tuple[tuple[Answer, ...], tuple[Event, ...], Item | None]:
    """Settle rounds one after another, each knowing the receipts of those before."""
    receipts: dict[BidId, Receipt] = {}
    settled: list[Settlement] = []
    for commands in rounds:
        settled.append(settle(item, receipts, commands, now))
        item = settled[-1].after
        receipts |= settled[-1].receipts
    answers = tuple(answer for each in settled for answer in each.answers)
    events = tuple(event for each in settled for event in each.events)
    return answers, events, item


def test_a_replayed_late_bid_has_the_automatic_bid_that_answered_it_and_the_moved_end() -> None:
    item = opened(ends_at=NOON + 10, soft_close=SoftClose(Policy.RESET, 60, 60))
    commands = [bid(100, ANN, "a", max_amount=500), bid(200, BEN, "b")]
    settled = settle(item, {}, commands, NOON)
    beginning = (
        ItemScheduled(seq=1, at=NOON, listing=item.listing),
        ItemOpened(seq=2, at=NOON, ends_at=item.ends_at),
    )
    later = settle(item, {}, commands[:1], NOON)
    after = settle(later.after, later.receipts, commands[1:], NOON + 5)
    _, receipts = replay((*beginning, *later.events, *after.events))
    assert receipts[BidId("b")].auto == settled.receipts[BidId("b")].auto is not None


@given(items, st.lists(st.tuples(commands_in_a_round, st.integers(-60_000, 60_000)), max_size=6))
def test_an_items_events_are_in_the_order_of_time_whatever_the_clock_does(
    item: Item, rounds: list[tuple[list[Command], Millis]]
) -> None:
    moments = [item.changed_at]
    for commands, off_ms in rounds:
        settled = settle(item, {}, commands, NOON + off_ms)
        assert settled.after is not None
        item = settled.after
        moments += [event.at for event in settled.events]
        assert item.changed_at == moments[-1]
    assert moments == sorted(moments)
