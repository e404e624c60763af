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
from server.domain.rejection import Code
from server.domain.types import Actor, Bidder, Role, Status
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


# Putting up


def test_an_items_first_event_schedules_it() -> None:
    (event,) = accepted(decide(None, ScheduleItem(HOUSE, listing()), NOON))
    assert (event.seq, event.at) == (1, NOON)
    assert scheduled().status is Status.SCHEDULED


@pytest.mark.parametrize("command", [bid(100), OpenItem(HOUSE), ObserveTime()])
def test_an_item_that_was_never_put_up_is_not_found(command: Command) -> None:
    assert refused(decide(None, command, NOON)).code is Code.NOT_FOUND


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.DELETED])
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
@pytest.mark.parametrize("status", [each for each in Status if each is not Status.DELETED])
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
