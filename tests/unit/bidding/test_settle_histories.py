"""What holds of a settlement over random commands, however they fall into rounds."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from server.bidding.records import Accepted, Answer, Receipt
from server.bidding.settle import Settlement, settle
from server.domain.commands import (
    CloseItem,
    Command,
    ObserveTime,
    PauseItem,
    PlaceBid,
    ResumeItem,
    WarnItem,
)
from server.domain.events import BidAccepted, Event
from server.domain.evolve import fold
from server.domain.item import Item
from server.domain.types import Bidder, BidId, Millis
from tests.unit.domain.sale import ANN, BEN, HOUSE, NOON, bid, opened

bids = st.builds(
    bid,
    st.integers(90, 200),
    st.sampled_from([ANN, BEN, Bidder(HOUSE.user_id, "House#hhhhh")]),
    st.sampled_from(["b1", "b2", "b3", "b4"]),
)
moves = st.sampled_from(
    [WarnItem(HOUSE), PauseItem(HOUSE), ResumeItem(HOUSE), CloseItem(HOUSE), ObserveTime()]
)
histories = st.lists(bids | bids | bids | moves, max_size=30)


@given(histories)
def test_the_events_of_a_round_lead_from_its_first_state_to_its_last(
    commands: list[Command],
) -> None:
    settled = settle(opened(), {}, commands, NOON)
    assert fold(settled.before, settled.events) == settled.after
    assert len(settled.answers) == len(commands)


@given(histories)
def test_every_accepted_bid_has_one_event_with_its_number_and_one_receipt(
    commands: list[Command],
) -> None:
    settled = settle(opened(), {}, commands, NOON)
    taken = [event for event in settled.events if isinstance(event, BidAccepted)]
    assert {event.bid_id: event.seq for event in taken} == {
        bid_id: receipt.answer.seq for bid_id, receipt in settled.receipts.items()
    }
    assert len(taken) == len(settled.receipts)


@given(histories, st.data())
def test_answers_do_not_depend_on_how_commands_fall_into_rounds(
    commands: list[Command], data: st.DataObject
) -> None:
    together = settle(opened(), {}, commands, NOON)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(commands)), max_size=4)))
    rounds = [
        commands[start:end] for start, end in zip([0, *cuts], [*cuts, len(commands)], strict=True)
    ]
    answers, events, item = settle_in_turn(opened(), rounds, NOON)
    assert answers == together.answers
    assert (events, item) == (together.events, together.after)


@given(histories)
def test_sending_everything_again_changes_no_answer_to_an_accepted_bid(
    commands: list[Command],
) -> None:
    first = settle(opened(), {}, commands, NOON)
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
