"""The decider: permissions, changes that were due first, and the resulting events."""

import pytest

from server.domain.commands import (
    CancelItem,
    CloseItem,
    Command,
    ExtendItem,
    ObserveTime,
    OpenItem,
    PauseItem,
    ResumeItem,
    ScheduleItem,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.events import BidAccepted, Event, ItemClosed, ItemExtended, ItemOpened
from server.domain.item import Item
from server.domain.rejection import Code
from server.domain.types import Actor, Bidder, Millis, Role, Status, Winner
from tests.unit.domain.sale import (
    ADMIN,
    ANN,
    HOUSE,
    MINUTE,
    NOON,
    RIVAL_HOUSE,
    SECOND,
    accepted,
    after,
    bid,
    listing,
    opened,
    refused,
    scheduled,
    standing_at,
)

OPENS, ENDS = NOON + MINUTE, NOON + 2 * MINUTE
RUNNING: list[type[OpenItem | PauseItem | ResumeItem | WarnItem | CloseItem | CancelItem]] = [
    OpenItem,
    PauseItem,
    ResumeItem,
    WarnItem,
    CloseItem,
    CancelItem,
]


def kinds(item: Item | None, command: Command, now: Millis) -> list[type[Event]]:
    """Return the types of the events of an accepted command."""
    return [type(event) for event in accepted(decide(item, command, now))]


# Putting up


def test_an_items_first_event_schedules_it() -> None:
    (event,) = accepted(decide(None, ScheduleItem(HOUSE, listing()), NOON))
    assert (event.seq, event.at) == (1, NOON)
    assert scheduled().status is Status.SCHEDULED


@pytest.mark.parametrize("command", [bid(100), OpenItem(HOUSE), ObserveTime()])
def test_an_item_that_was_never_put_up_is_not_found(command: Command) -> None:
    assert refused(decide(None, command, NOON)).code is Code.NOT_FOUND


@pytest.mark.parametrize("status", list(Status))
def test_putting_the_same_item_up_again_finds_it_done(status: Status) -> None:
    assert accepted(decide(standing_at(status), ScheduleItem(HOUSE, listing()), NOON)) == ()


def test_an_item_id_is_not_given_to_another_item() -> None:
    other = ScheduleItem(HOUSE, listing(title="Another lamp"))
    rejection = refused(decide(scheduled(), other, NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "item_id"})


@pytest.mark.parametrize(
    ("status", "command"),
    [
        (Status.SCHEDULED, OpenItem(HOUSE)),
        (Status.OPEN, bid(100)),
        (Status.OPEN, PauseItem(HOUSE)),
        (Status.PAUSED, ResumeItem(HOUSE)),
        (Status.OPEN, WarnItem(HOUSE)),
        (Status.OPEN, ExtendItem(HOUSE, ENDS)),
        (Status.OPEN, CloseItem(HOUSE)),
        (Status.OPEN, CancelItem(HOUSE)),
    ],
)
def test_every_event_carries_the_next_number_and_the_moment(
    status: Status, command: Command
) -> None:
    item = standing_at(status)
    (event,) = accepted(decide(item, command, NOON + 7))
    assert (event.seq, event.at) == (item.seq + 1, NOON + 7)


# Who may


@pytest.mark.parametrize("command", RUNNING)
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(
    "stranger",
    [
        RIVAL_HOUSE,
        Actor(ANN.user_id, Role.BIDDER),
        Actor(HOUSE.user_id, Role.BIDDER),
        Actor(ANN.user_id, Role.AUCTIONEER),
    ],
)
def test_only_its_auctioneer_runs_an_item_in_any_status(
    stranger: Actor, status: Status, command: type[OpenItem]
) -> None:
    assert refused(decide(standing_at(status), command(stranger), NOON)).code is Code.FORBIDDEN


def test_only_its_auctioneer_moves_an_items_end() -> None:
    assert refused(decide(opened(), ExtendItem(RIVAL_HOUSE, ENDS), NOON)).code is Code.FORBIDDEN


def test_an_admin_runs_any_item() -> None:
    assert after(scheduled(), OpenItem(ADMIN)).status is Status.OPEN


def test_an_auctioneer_bids_on_no_item_of_their_own() -> None:
    own = bid(100, Bidder(HOUSE.user_id, "House#hhhhh"))
    assert refused(decide(opened(), own, NOON)).code is Code.OWN_ITEM


def test_an_auctioneer_bids_on_another_houses_item() -> None:
    rival = Bidder(RIVAL_HOUSE.user_id, "Rival#rrrrr")
    assert after(opened(), bid(100, rival)).leader == rival


# What time does


def test_a_bid_at_the_end_comes_too_late() -> None:
    item = opened(ends_at=ENDS)
    assert refused(decide(item, bid(100), ENDS)).code is Code.CLOSED
    assert kinds(item, bid(100), ENDS - 1) == [BidAccepted]


def test_a_bid_at_the_opening_is_taken_and_opens_the_item_first() -> None:
    item = scheduled(opens_at=OPENS)
    assert kinds(item, bid(100), OPENS) == [ItemOpened, BidAccepted]
    assert refused(decide(item, bid(100), OPENS - 1)).code is Code.NOT_OPEN


def test_an_item_that_was_overslept_opens_and_closes_in_turn() -> None:
    item = scheduled(opens_at=OPENS, ends_at=ENDS)
    assert kinds(item, ObserveTime(), ENDS) == [ItemOpened, ItemClosed]
    assert after(item, ObserveTime(), now=ENDS).status is Status.UNSOLD


def test_an_item_does_not_change_before_its_time() -> None:
    assert kinds(scheduled(opens_at=OPENS), ObserveTime(), OPENS - 1) == []
    assert kinds(opened(ends_at=ENDS), ObserveTime(), ENDS - 1) == []
    assert kinds(opened(), ObserveTime(), ENDS) == []


def test_an_item_closes_once() -> None:
    item = after(opened(ends_at=ENDS), bid(100))
    closed = after(item, ObserveTime(), now=ENDS)
    assert closed.winners == (Winner(ANN, 100),)
    assert kinds(closed, ObserveTime(), ENDS + MINUTE) == []


def test_a_close_after_the_end_finds_that_time_has_done_it() -> None:
    assert kinds(opened(ends_at=ENDS), CloseItem(HOUSE), ENDS) == [ItemClosed]


def test_a_pause_after_the_end_comes_too_late() -> None:
    item = opened(ends_at=ENDS)
    assert refused(decide(item, PauseItem(HOUSE), ENDS)).code is Code.CLOSED
    assert after(item, PauseItem(HOUSE), now=ENDS - 1).status is Status.PAUSED


# Pausing


def test_resuming_moves_the_end_by_the_pause() -> None:
    paused = after(opened(ends_at=ENDS), PauseItem(HOUSE), now=NOON + 10 * SECOND)
    resumed = after(paused, ResumeItem(HOUSE), now=NOON + 70 * SECOND)
    assert (resumed.ends_at, resumed.paused_at) == (ENDS + MINUTE, None)


def test_an_item_paused_beyond_its_end_does_not_close() -> None:
    paused = after(opened(ends_at=ENDS), PauseItem(HOUSE))
    assert kinds(paused, ObserveTime(), ENDS + MINUTE) == []
    assert after(paused, ResumeItem(HOUSE), now=ENDS).ends_at == 2 * ENDS - NOON


def test_resuming_an_item_without_an_end_sets_none() -> None:
    assert after(standing_at(Status.PAUSED), ResumeItem(HOUSE), now=ENDS).ends_at is None


# Moving the end


def test_an_auctioneer_moves_the_end_back() -> None:
    assert kinds(opened(ends_at=ENDS), ExtendItem(HOUSE, ENDS + 1), NOON) == [ItemExtended]
    assert after(opened(), ExtendItem(HOUSE, ENDS)).ends_at == ENDS


def test_extending_to_the_present_end_is_accepted_without_an_event() -> None:
    assert kinds(opened(ends_at=ENDS), ExtendItem(HOUSE, ENDS), NOON) == []


@pytest.mark.parametrize(
    ("item", "minimum"), [(opened(ends_at=ENDS), ENDS + 1), (opened(), NOON + 1)]
)
def test_an_end_is_moved_neither_forward_nor_into_the_past(item: Item, minimum: int) -> None:
    rejection = refused(decide(item, ExtendItem(HOUSE, minimum - 2), NOON))
    assert rejection.code is Code.INVALID
    assert rejection.details == {"field": "ends_at", "minimum": minimum}
    assert after(item, ExtendItem(HOUSE, minimum)).ends_at == minimum


def test_an_item_whose_end_has_passed_is_extended_before_it_is_opened() -> None:
    item = scheduled(ends_at=ENDS)
    assert refused(decide(item, OpenItem(HOUSE), ENDS)).code is Code.INVALID
    reopened = after(item, ExtendItem(HOUSE, ENDS + MINUTE), OpenItem(HOUSE), now=ENDS)
    assert (reopened.status, reopened.ends_at) == (Status.OPEN, ENDS + MINUTE)


def test_an_auctioneer_opens_before_the_set_time() -> None:
    item = after(scheduled(opens_at=OPENS, ends_at=ENDS), OpenItem(HOUSE))
    assert item.status is Status.OPEN
    assert kinds(item, ObserveTime(), OPENS) == []


@pytest.mark.parametrize(
    ("ends_at", "fault"),
    [(NOON // 1000, "seconds"), (NOON * 1000, "a hundred years"), (5, "seconds")],
)
def test_an_end_that_cannot_be_meant_is_refused_with_its_reason(ends_at: int, fault: str) -> None:
    rejection = refused(decide(opened(), ExtendItem(HOUSE, ends_at), NOON))
    assert (rejection.code, rejection.details["field"]) == (Code.INVALID, "ends_at")
    assert fault in rejection.message


def test_a_scheduled_item_ends_after_its_opening() -> None:
    item = scheduled(opens_at=NOON + MINUTE)
    rejection = refused(decide(item, ExtendItem(HOUSE, NOON + MINUTE), NOON))
    assert rejection.details == {"field": "ends_at", "minimum": NOON + MINUTE + 1}


def test_an_end_that_follows_from_the_opening_is_not_set_before_it() -> None:
    item = scheduled(duration_ms=MINUTE)
    rejection = refused(decide(item, ExtendItem(HOUSE, NOON + MINUTE), NOON))
    assert (rejection.code, rejection.details) == (Code.INVALID, {"field": "ends_at"})
    item = after(item, OpenItem(HOUSE), ExtendItem(HOUSE, NOON + 2 * MINUTE))
    assert item.ends_at == NOON + 2 * MINUTE
