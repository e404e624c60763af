"""A commit whose reply was lost is remembered once the next round shows that it was carried out."""

import pytest

from server.bidding.hot_state.replies import HeldItem
from server.bidding.restoration import unconfirmed_commits as module
from server.bidding.restoration.own_commits import OwnCommits
from server.bidding.restoration.unconfirmed_commits import UnconfirmedCommits
from server.bidding.settling.records import decode_entry
from server.bidding.settling.settle import Settlement, settle
from server.domain.types import ItemId
from tests.unit.domain.sale import ANN, BEN, NOON, bid, opened

LAMP = ItemId("lamp")
SENT = settle(opened(), {}, [bid(150, ANN, "a")], NOON)
LATER = settle(SENT.after, {}, [bid(200, BEN, "b")], NOON)
OTHER = settle(opened(), {}, [bid(170, BEN, "b")], NOON)


def held(settlement: Settlement, epoch: int = 0) -> HeldItem:
    return HeldItem(settlement.after, settlement.receipts, epoch)


@pytest.mark.parametrize(
    ("found", "was_carried_out"),
    [
        (held(SENT), True),
        (HeldItem(SENT.after, {}, 0), True),
        (HeldItem(LATER.after, SENT.receipts, 0), True),
        (HeldItem(SENT.before, {}, 0), False),
        (held(OTHER), False),
        (held(SENT, epoch=1), False),
    ],
)
def test_the_item_or_its_receipts_show_whether_it_was_carried_out(
    found: HeldItem, was_carried_out: bool
) -> None:
    commits = OwnCommits()
    unconfirmed = UnconfirmedCommits(commits)
    unconfirmed.note({LAMP: SENT})
    unconfirmed.compare({ItemId("vase"): held(SENT)})
    assert len(commits) == 0
    unconfirmed.compare({LAMP: found})
    assert [decode_entry(each.entry).events for each in commits] == [SENT.events] * was_carried_out
    unconfirmed.compare({LAMP: held(SENT)})
    assert len(commits) == was_carried_out, "the question is settled"


def test_only_the_latest_items_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ITEMS_MAX", 1)
    commits = OwnCommits()
    unconfirmed = UnconfirmedCommits(commits)
    for name in (LAMP, ItemId("vase")):
        unconfirmed.note({name: SENT})
    unconfirmed.compare({LAMP: held(SENT)})
    assert len(commits) == 0
