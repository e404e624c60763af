"""The deciding part of a round: commands in arrival order, each bid_id answered once."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from server.bidding.settling.records import Accepted, Answer, Receipt
from server.bidding.settling.settle import settle
from server.domain.commands import (
    CloseItem,
    Command,
    ExtendItem,
    OpenItem,
    PauseItem,
    ScheduleItem,
    ShiftEnd,
)
from server.domain.events import EndShifted
from server.domain.item import Item
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.rejection import Code, Rejection
from server.domain.running.shifts import fault_of_shift
from server.domain.types import Bidder, BidId, Status
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    SECOND,
    after,
    bid,
    listing,
    opened,
    scheduled,
    standing_at,
)

ENDS = NOON + MINUTE
NOTHING_KNOWN: Mapping[BidId, Receipt] = {}


def answer_to(item: Item, *commands: Command) -> Answer:
    """Return the answer to the last of some commands, settled together."""
    return settle(item, NOTHING_KNOWN, commands, NOON).answers[-1]


def code_of(answer: Answer) -> Code:
    """Return the code of an answer that must be a refusal."""
    assert isinstance(answer, Rejection), answer
    return answer.code


# Answers


def test_an_accepted_bid_is_answered_with_its_number_and_the_fields_right_after_it() -> None:
    item = opened(ends_at=ENDS)
    assert answer_to(item, bid(100)) == Accepted(3, 100, 110, leading=True, ends_at=ENDS)


def test_a_late_bid_is_answered_with_its_own_number_and_the_moved_end() -> None:
    item = opened(ends_at=NOON + 1, soft_close=SoftClose(Policy.RESET, SECOND, MINUTE))
    settled = settle(item, NOTHING_KNOWN, [bid(100)], NOON)
    assert settled.answers == (Accepted(3, 100, 110, leading=True, ends_at=NOON + MINUTE),)
    assert settled.after is not None
    assert settled.after.seq == 4


def test_a_bid_that_opens_the_item_is_answered_with_the_bids_number() -> None:
    assert answer_to(scheduled(opens_at=NOON), bid(100)) == Accepted(3, 100, 110, True, None)


def test_each_bid_is_answered_with_the_fields_after_it_and_not_after_the_round() -> None:
    commands = [bid(100, ANN, "b1"), bid(150, BEN, "b2")]
    assert settle(opened(), NOTHING_KNOWN, commands, NOON).answers == (
        Accepted(3, 100, 110, leading=True, ends_at=None),
        Accepted(4, 150, 160, leading=True, ends_at=None),
    )


def test_another_command_is_answered_with_the_items_last_number() -> None:
    assert answer_to(opened(), PauseItem(HOUSE)) == Accepted(3, 100, 100, False, None)


def test_a_command_that_finds_its_work_done_is_accepted_without_an_event() -> None:
    item = standing_at(Status.PAUSED)
    settled = settle(item, NOTHING_KNOWN, [PauseItem(HOUSE)], NOON)
    assert (settled.events, settled.after) == ((), item)
    assert settled.answers == (Accepted(3, 100, 100, False, None),)


def test_a_command_for_an_item_that_does_not_exist_is_refused() -> None:
    settled = settle(None, NOTHING_KNOWN, [bid(100), OpenItem(HOUSE)], NOON)
    assert [code_of(answer) for answer in settled.answers] == [Code.NOT_FOUND] * 2
    assert (settled.after, settled.seq_read) == (None, 0)


def test_an_extension_is_answered_with_the_new_end() -> None:
    item = opened(ends_at=ENDS)
    answer = answer_to(item, ExtendItem(HOUSE, ENDS + MINUTE))
    assert answer == Accepted(3, 100, 100, leading=False, ends_at=ENDS + MINUTE)


# Order


def test_commands_are_decided_in_the_order_of_their_arrival() -> None:
    assert code_of(answer_to(opened(), CloseItem(HOUSE), bid(100))) is Code.CLOSED
    assert isinstance(answer_to(opened(), bid(100), CloseItem(HOUSE)), Accepted)


def test_the_earlier_of_two_equal_bids_of_a_round_leads() -> None:
    settled = settle(opened(), NOTHING_KNOWN, [bid(100, ANN, "b1"), bid(100, BEN, "b2")], NOON)
    assert settled.after is not None
    assert settled.after.leader == ANN
    assert code_of(settled.answers[1]) is Code.TOO_LOW


def test_a_refused_command_leaves_the_rest_of_the_round_alone() -> None:
    commands = [bid(99, ANN, "b1"), bid(100, BEN, "b2"), bid(5, ANN, "b3"), bid(110, ANN, "b4")]
    settled = settle(opened(), NOTHING_KNOWN, commands, NOON)
    assert [isinstance(answer, Accepted) for answer in settled.answers] == [
        False,
        True,
        False,
        True,
    ]
    assert [event.seq for event in settled.events] == [3, 4]


def test_an_item_can_be_put_up_opened_and_bid_on_in_one_round() -> None:
    commands: list[Command] = [ScheduleItem(HOUSE, listing()), OpenItem(HOUSE), bid(100)]
    settled = settle(None, NOTHING_KNOWN, commands, NOON)
    assert settled.after == after(opened(), bid(100))
    assert settled.seq_read == 0


def test_a_settlement_names_the_number_that_was_read() -> None:
    assert settle(opened(), NOTHING_KNOWN, [bid(100)], NOON).seq_read == 2


# The same bid_id again


def test_a_bid_sent_again_in_the_same_round_gets_the_first_answer() -> None:
    settled = settle(opened(), NOTHING_KNOWN, [bid(100), bid(150, BEN, "b2"), bid(100)], NOON)
    assert settled.answers[2] == settled.answers[0]
    assert len(settled.events) == 2


def test_a_bid_sent_again_later_gets_the_first_answer_whatever_has_happened_since() -> None:
    first = settle(opened(ends_at=ENDS), NOTHING_KNOWN, [bid(100)], NOON)
    again = settle(first.after, first.receipts, [CloseItem(HOUSE), bid(100)], ENDS + MINUTE)
    assert again.answers[1] == first.answers[0]
    assert again.receipts == {}


def test_a_bid_id_reused_with_another_amount_is_refused() -> None:
    assert code_of(answer_to(opened(), bid(100), bid(150))) is Code.BID_ID_REUSED


def test_a_bid_id_reused_by_another_bidder_is_refused() -> None:
    assert code_of(answer_to(opened(), bid(100, ANN), bid(100, BEN))) is Code.BID_ID_REUSED


@pytest.mark.parametrize("reuse", [bid(150, ANN), bid(100, BEN), bid(150, BEN)])
def test_a_reused_bid_id_of_an_earlier_round_has_no_effect(reuse: Command) -> None:
    first = settle(opened(), NOTHING_KNOWN, [bid(100)], NOON)
    again = settle(first.after, first.receipts, [reuse], NOON)
    assert code_of(again.answers[0]) is Code.BID_ID_REUSED
    assert (again.after, again.events, again.receipts) == (first.after, (), {})


def test_the_bidder_is_known_again_under_another_name() -> None:
    renamed = Bidder(ANN.user_id, "Anna#aaaaa")
    first, again = settle(opened(), NOTHING_KNOWN, [bid(100), bid(100, renamed)], NOON).answers
    assert again == first


def test_a_refused_bid_leaves_its_bid_id_free() -> None:
    settled = settle(opened(), NOTHING_KNOWN, [bid(99), bid(100)], NOON)
    assert isinstance(settled.answers[1], Accepted)
    assert set(settled.receipts) == {BidId("b1")}


def test_a_receipt_has_the_bidder_the_bid_and_the_answer() -> None:
    settled = settle(opened(), NOTHING_KNOWN, [bid(100)], NOON)
    assert settled.receipts == {
        "b1": Receipt(
            bidder=ANN.user_id,
            amount=100,
            answer=Accepted(3, 100, 110, leading=True, ends_at=None),
            most=100,
            handle=ANN.handle,
            seq=3,
            at=NOON,
        )
    }


def test_within_an_item_time_never_runs_back() -> None:
    """Redis' clock may go back between two rounds (0117)."""
    item = opened(ends_at=ENDS)
    first = settle(item, NOTHING_KNOWN, [bid(100, ANN, "a")], NOON + 30 * SECOND)
    second = settle(first.after, NOTHING_KNOWN, [bid(200, BEN, "b")], NOON - MINUTE)
    assert [event.at for event in (*first.events, *second.events)] == [NOON + 30 * SECOND] * 2


def test_an_item_that_an_earlier_version_has_stored_takes_the_time_as_it_is() -> None:
    item = replace(opened(ends_at=ENDS), changed_at=0)
    assert settle(item, NOTHING_KNOWN, [bid(100)], NOON).events[0].at == NOON


# Outages


@pytest.mark.parametrize("behind_ms", [0, 1, 300, 1000])
def test_a_node_whose_clock_is_a_little_behind_makes_up_for_an_outage_at_its_end(
    behind_ms: int,
) -> None:
    item, over_at = opened(ends_at=NOON + SECOND), NOON + 5 * SECOND
    outage = ShiftEnd(NOON, over_at, margin_ms=MINUTE, return_ms=SECOND)
    settled = settle(item, NOTHING_KNOWN, [bid(100)], over_at - behind_ms, shifts=[outage])
    shift, accepted = settled.events
    assert isinstance(shift, EndShifted)
    assert fault_of_shift(item, shift) is None
    assert (shift.at, accepted.at) == (over_at, over_at)
