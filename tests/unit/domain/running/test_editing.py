"""Amendments of an item, and its deletion."""

from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.commands import (
    AmendItem,
    CallItem,
    Command,
    DeleteItem,
    ExtendItem,
    MarkNextCalled,
    ObserveTime,
    OpenItem,
    PlacedBid,
    RetractBid,
    ScheduleItem,
)
from server.domain.decide import decide
from server.domain.events import ItemDeleted, ListingAmended, Reason
from server.domain.listings.listing import Listing
from server.domain.listings.moments import LATE_MS
from server.domain.rejection import Code
from server.domain.running.editing import DESCRIPTION, IDENTITY, amended, changed_fields
from server.domain.types import Actor, BidId, Format, Role, Status
from tests.unit.domain.sale import (
    ADMIN,
    ANN,
    HOUSE,
    MINUTE,
    NOON,
    RIVAL_HOUSE,
    accepted,
    after,
    bid,
    kinds,
    listing,
    opened,
    refused,
    scheduled,
    standing_at,
)

TITLE = AmendItem(HOUSE, {"title": "Brass lamp"})
DECIDED = [status for status in Status if status not in (Status.SCHEDULED, Status.DELETED)]


def amendment(**changes: Any) -> AmendItem:
    return AmendItem(HOUSE, changes)


def wrong_fields(decision: object) -> list[str]:
    rejection = refused(decision)
    assert rejection.code is Code.INVALID
    errors = rejection.details["errors"]
    assert isinstance(errors, list)
    return [error["field"] for error in errors]


@pytest.mark.parametrize("status", [Status.SCHEDULED, *DECIDED])
def test_a_description_can_be_mended_in_every_status(status: Status) -> None:
    item = standing_at(status)
    (event,) = accepted(decide(item, TITLE, NOON + 7))
    assert isinstance(event, ListingAmended)
    assert (event.seq, event.at, event.listing.title) == (item.seq + 1, NOON + 7, "Brass lamp")
    mended = after(item, TITLE, now=NOON + 7)
    assert mended == replace(item, listing=event.listing, seq=event.seq, changed_at=NOON + 7)


def test_the_listing_of_the_event_is_whole() -> None:
    (event,) = accepted(decide(scheduled(reserve=500), amendment(condition="Worn."), NOON))
    assert isinstance(event, ListingAmended)
    assert event.listing == listing(reserve=500, condition="Worn.")


def test_an_amendment_that_changes_nothing_has_no_event() -> None:
    assert accepted(decide(scheduled(), amendment(title="Lamp"), NOON)) == ()
    assert accepted(decide(scheduled(), amendment(), NOON)) == ()


@pytest.mark.parametrize("status", DECIDED)
def test_rules_can_not_change_once_something_was_decided(status: Status) -> None:
    change = amendment(title="Brass lamp", start_price=50, reserve=500)
    assert wrong_fields(decide(standing_at(status), change, NOON)) == ["start_price", "reserve"]


def test_an_amendment_that_comes_with_the_opening_comes_too_late() -> None:
    item = scheduled(opens_at=NOON + MINUTE)
    change = amendment(start_price=50)
    assert after(item, change, now=NOON + MINUTE - 1).price == 50
    assert wrong_fields(decide(item, change, NOON + MINUTE)) == ["start_price"]
    assert kinds(item, TITLE, NOON + MINUTE)[-1] is ListingAmended


def test_the_price_and_the_moments_follow_their_rules() -> None:
    item = scheduled(opens_at=NOON + MINUTE, ends_at=NOON + 2 * MINUTE)
    change = amendment(start_price=50, opens_at=NOON + 3 * MINUTE, ends_at=NOON + 4 * MINUTE)
    item = after(item, change)
    assert (item.price, item.opens_at, item.ends_at, item.due_at) == (
        50,
        NOON + 3 * MINUTE,
        NOON + 4 * MINUTE,
        NOON + 3 * MINUTE,
    )


def test_an_end_that_was_moved_stays_while_the_rule_stays() -> None:
    item = scheduled(ends_at=NOON + MINUTE)
    item = after(item, ExtendItem(HOUSE, NOON + 2 * MINUTE), TITLE, amendment(reserve=500))
    assert item.ends_at == NOON + 2 * MINUTE
    assert after(item, amendment(ends_at=None)).ends_at is None


def test_an_item_of_a_sequence_keeps_the_opening_to_which_it_was_called() -> None:
    item = scheduled(gap_ms=0, duration_ms=MINUTE)
    item = after(item, CallItem(NOON + MINUTE), amendment(duration_ms=2 * MINUTE))
    assert (item.opens_at, item.listing.duration_ms) == (NOON + MINUTE, 2 * MINUTE)


def test_another_format_has_its_own_rules() -> None:
    change = amendment(format=Format.FIXED, quantity=3)
    assert after(scheduled(), change).remaining == 3
    assert wrong_fields(decide(scheduled(reserve=500), change, NOON)) == ["reserve"]
    assert after(scheduled(reserve=500), amendment(**change.changes, reserve=None)).remaining == 3


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reserve": 50}, ["reserve"]),
        ({"estimate_low": 5, "estimate_high": 4}, ["estimate_high"]),
        ({"ends_at": NOON - 1}, ["ends_at"]),
        ({"opens_at": NOON - LATE_MS}, ["opens_at"]),
        ({"metadata": {"note": "x" * 5_000}}, ["metadata"]),
    ],
)
def test_the_result_is_checked_as_a_new_listing_is(
    changes: dict[str, Any], fields: list[str]
) -> None:
    assert wrong_fields(decide(scheduled(), amendment(**changes), NOON)) == fields


def test_what_was_wrong_before_does_not_refuse_an_amendment() -> None:
    past = after(opened(ends_at=NOON + 1), ObserveTime(), now=NOON + 1)
    assert kinds(past, TITLE, NOON + MINUTE) == [ListingAmended]
    odd = replace(scheduled(), listing=listing(estimate_low=5, estimate_high=4))
    assert kinds(odd, TITLE, NOON) == [ListingAmended]


def test_metadata_is_merged_by_name() -> None:
    item = after(scheduled(), amendment(metadata={"shelf": 7, "note": "a"}))
    item = after(item, amendment(metadata={"note": None, "framed": True}))
    assert item.listing.metadata == {"shelf": 7, "framed": True}
    assert accepted(decide(item, amendment(metadata={"gone": None}), NOON)) == ()


def test_every_field_of_a_listing_is_description_or_a_rule_or_never_changes() -> None:
    fields = set(Listing.__struct_fields__)
    assert fields > DESCRIPTION
    assert fields > IDENTITY
    assert not DESCRIPTION & IDENTITY
    with pytest.raises(AssertionError, match="keeps its id"):
        amended(listing(), {"item_id": "other"})


def test_the_changed_fields_are_named() -> None:
    assert changed_fields(listing(), listing()) == []
    assert changed_fields(listing(), listing(lot="1", reserve=5)) == ["reserve", "lot"]


STRANGERS = [RIVAL_HOUSE, Actor(ANN.user_id, Role.BIDDER), Actor(HOUSE.user_id, Role.BIDDER)]


@pytest.mark.parametrize("status", [Status.SCHEDULED, *DECIDED])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_only_its_auctioneer_edits_an_item(status: Status, stranger: Actor) -> None:
    for command in (AmendItem(stranger, {"title": "Mine"}), DeleteItem(stranger)):
        assert refused(decide(standing_at(status), command, NOON)).code is Code.FORBIDDEN


def test_an_admin_edits_any_item() -> None:
    assert kinds(scheduled(), AmendItem(ADMIN, {"title": "Brass lamp"}), NOON) == [ListingAmended]
    assert kinds(scheduled(), DeleteItem(ADMIN), NOON) == [ItemDeleted]


@pytest.mark.parametrize("status", DECIDED)
def test_an_item_on_which_something_was_decided_can_not_be_deleted(status: Status) -> None:
    rejection = refused(decide(standing_at(status), DeleteItem(HOUSE), NOON))
    expected = {
        Status.OPEN: Code.CONFLICT,
        Status.CLOSING: Code.CONFLICT,
        Status.PAUSED: Code.PAUSED,
    }
    assert rejection.code is expected.get(status, Code.CLOSED)


def test_a_deletion_that_comes_with_the_opening_comes_too_late() -> None:
    item = scheduled(opens_at=NOON + MINUTE)
    assert kinds(item, DeleteItem(HOUSE), NOON + MINUTE - 1) == [ItemDeleted]
    assert refused(decide(item, DeleteItem(HOUSE), NOON + MINUTE)).code is Code.CONFLICT


def test_a_deletion_may_be_repeated_by_the_auctioneer_alone() -> None:
    item = standing_at(Status.DELETED)
    assert accepted(decide(item, DeleteItem(HOUSE), NOON)) == ()
    assert refused(decide(item, DeleteItem(RIVAL_HOUSE), NOON)).code is Code.FORBIDDEN


@pytest.mark.parametrize(
    "command",
    [
        bid(100),
        TITLE,
        OpenItem(HOUSE),
        ExtendItem(HOUSE, NOON + MINUTE),
        RetractBid(
            BidId("b1"),
            ANN,
            Reason.MISTYPED,
            (PlacedBid(bid_id=BidId("b1"), bidder=ANN, amount=100, most=100, seq=3, at=NOON),),
        ),
    ],
)
def test_a_deleted_item_is_not_found(command: Command) -> None:
    assert refused(decide(standing_at(Status.DELETED), command, NOON)).code is Code.NOT_FOUND


def test_the_id_of_a_deleted_item_is_not_used_again() -> None:
    again = ScheduleItem(HOUSE, listing())
    rejection = refused(decide(standing_at(Status.DELETED), again, NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "item_id"})


def test_time_does_nothing_to_a_deleted_item() -> None:
    item = after(scheduled(opens_at=NOON + 1, ends_at=NOON + 2), DeleteItem(HOUSE))
    assert item.due_at is None
    assert accepted(decide(item, ObserveTime(), NOON + MINUTE)) == ()


def test_an_item_that_is_deleted_in_its_turn_calls_the_next_one() -> None:
    item = scheduled(gap_ms=0, duration_ms=MINUTE)
    assert after(item, DeleteItem(HOUSE)).due_at is None
    item = after(item, CallItem(NOON + MINUTE), DeleteItem(HOUSE))
    assert item.calls_next
    assert not after(item, MarkNextCalled()).calls_next
