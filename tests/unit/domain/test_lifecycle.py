"""The lifecycle table, move by move."""

from collections.abc import Callable

import pytest

from server.domain.commands import (
    AuctioneerCommand,
    AwardItem,
    CancelItem,
    CloseItem,
    ExtendItem,
    GiveNotice,
    OpenItem,
    PassItem,
    PauseItem,
    PlacedBid,
    ReopenItem,
    ResumeItem,
    SellItem,
    SetAsking,
    VoidBid,
    WarnItem,
)
from server.domain.decide import decide
from server.domain.evolve import evolve
from server.domain.lifecycle import ALLOWED_FROM, REACHED_IN, refuse_bidding
from server.domain.rejection import Code, Rejection
from server.domain.types import LIVE, Actor, BidId, Status
from tests.unit.domain.sale import (
    ANN,
    BEN,
    HOUSE,
    MINUTE,
    NOON,
    accepted,
    bid,
    refused,
    standing_at,
)

BIDS: tuple[PlacedBid, ...] = tuple(
    PlacedBid(bid_id=BidId(f"b{n}"), bidder=each, amount=amount, most=amount, seq=2 + n, at=NOON)
    for n, each, amount in ((1, ANN, 100), (2, BEN, 110))
)
COMMANDS: dict[str, Callable[[Actor], AuctioneerCommand]] = {
    "open": OpenItem,
    "pause": PauseItem,
    "resume": ResumeItem,
    "warn": WarnItem,
    "close": CloseItem,
    "cancel": CancelItem,
    "extend": lambda by: ExtendItem(by, NOON + MINUTE),
    "pass": PassItem,
    "sell": SellItem,
    "asking": lambda by: SetAsking(by, price=500),
    "notice": lambda by: GiveNotice(by, "n1", "Lot 7 is sold without its frame."),
    "reopen": ReopenItem,
    "award": lambda by: AwardItem(by, 1, BIDS),
    "void": lambda by: VoidBid(by, BidId("b1"), "the paddle was misread", BIDS),
}
# Each cell: the status that the command leads to, `done` where it finds its work done, or the refusal.
# The columns are COMMANDS.
TABLE = """
scheduled  open    not_open  not_open  not_open  not_open  cancelled  scheduled
open       done    paused    done      closing   unsold    cancelled  open
closing    done    paused    done      done      unsold    cancelled  closing
paused     paused! done      open      paused!   paused!   cancelled  paused
sold       closed  closed    closed    closed    done      closed     closed
unsold     closed  closed    closed    closed    done      closed     closed
cancelled  closed  closed    closed    closed    closed    done       closed
deleted    gone    gone      gone      gone      gone      gone       gone
"""
MORE = """
scheduled  not_open  not_open  not_open  scheduled  not_open  not_open  done
open       unsold    conflict  open      open       done      invalid   open
closing    unsold    conflict  closing   closing    done      invalid   closing
paused     unsold    conflict  paused    paused     paused!   paused!   paused
sold       closed    done      closed    closed     open      sold      closed
unsold     done      closed    closed    closed     open      closed    closed
cancelled  closed    closed    closed    closed     closed    closed    closed
deleted    gone      gone      gone      gone       gone      gone      gone
"""
ROWS = zip(TABLE.strip().splitlines(), MORE.strip().splitlines(), strict=True)
CELLS = [
    (Status(status), name, cell)
    for (status, *cells), (_, *more) in (map(str.split, row) for row in ROWS)
    for name, cell in zip(COMMANDS, [*cells, *more], strict=True)
]
REFUSALS = {
    "not_open": Code.NOT_OPEN,
    "closed": Code.CLOSED,
    "paused!": Code.PAUSED,
    "gone": Code.NOT_FOUND,
    "conflict": Code.CONFLICT,
    "invalid": Code.INVALID,
}


@pytest.mark.parametrize(("status", "name", "cell"), CELLS)
def test_an_item_makes_the_moves_of_its_table_and_no_other(
    status: Status, name: str, cell: str
) -> None:
    item = standing_at(status)
    decision = decide(item, COMMANDS[name](HOUSE), NOON)
    if cell in REFUSALS:
        assert refused(decision).code is REFUSALS[cell]
    elif cell == "done":
        assert accepted(decision) == ()
    else:
        (event,) = accepted(decision)
        assert evolve(item, event).status is Status(cell)


def test_every_status_and_every_command_is_in_the_table() -> None:
    assert {status for status, *_ in CELLS} == set(Status)
    kinds = {type(command(HOUSE)) for command in COMMANDS.values()}
    assert kinds == set(ALLOWED_FROM) == set(REACHED_IN)


@pytest.mark.parametrize("kind", list(ALLOWED_FROM))
def test_a_command_is_never_both_possible_and_already_done(kind: type[AuctioneerCommand]) -> None:
    assert not ALLOWED_FROM[kind] & REACHED_IN[kind]


@pytest.mark.parametrize("status", list(Status))
def test_an_item_takes_bids_while_it_is_live_only(status: Status) -> None:
    decision = decide(standing_at(status), bid(500), NOON)
    assert isinstance(decision, Rejection) is (status not in LIVE)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.SCHEDULED, Code.NOT_OPEN),
        (Status.PAUSED, Code.PAUSED),
        (Status.SOLD, Code.CLOSED),
        (Status.UNSOLD, Code.CLOSED),
        (Status.CANCELLED, Code.CLOSED),
    ],
)
def test_a_refused_bid_has_the_code_of_the_items_status(status: Status, code: Code) -> None:
    assert refused(refuse_bidding(status)).code is code


@pytest.mark.parametrize("status", [Status.SOLD, Status.UNSOLD, Status.CANCELLED])
def test_a_bid_after_the_end_is_answered_with_the_final_status(status: Status) -> None:
    assert refused(refuse_bidding(status)).details == {"item_status": status.value}


def test_a_bid_revokes_a_fair_warning() -> None:
    item = standing_at(Status.CLOSING)
    (event,) = accepted(decide(item, bid(100), NOON))
    assert evolve(item, event).status is Status.OPEN
