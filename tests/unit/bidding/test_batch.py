"""The commands of a batch: their bid_ids, missing receipts, and whether their outcome is known."""

import asyncio

import pytest

from server.bidding.batch import (
    LOGGED_MAX,
    Decisions,
    Waiting,
    bid_ids,
    divided,
    lacking_receipts,
    mark,
    some_bid_ids,
)
from server.bidding.hot_state.replies import HeldItem
from server.bidding.settling.settle import settle
from server.domain.commands import Command, OpenItem, RetractBid
from server.domain.events import Reason
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import ANN, HOUSE, NOON, bid, opened

LAMP, VASE = ItemId("lamp"), ItemId("vase")


async def waiting(*commands: Command) -> list[Waiting]:
    loop = asyncio.get_running_loop()
    return [Waiting(command, 0.0, loop.create_future()) for command in commands]


async def test_bids_and_retractions_name_bids_and_other_commands_do_not() -> None:
    retraction = RetractBid(BidId("b2"), ANN, Reason.MISTYPED)
    assert bid_ids(await waiting(bid(100), OpenItem(HOUSE), retraction)) == ["b1", "b2"]


@pytest.mark.parametrize(("receipts_after", "expected"), [(0, []), (7, ["b2"])])
async def test_receipts_are_lacking_only_while_they_are_being_restored(
    receipts_after: int, expected: list[str]
) -> None:
    receipts = settle(opened(), {}, [bid(100)], NOON).receipts
    held = HeldItem(opened(), receipts, receipts_after=receipts_after)
    assert lacking_receipts(held, await waiting(bid(100), bid(110, bid_id="b2"))) == expected


async def test_only_the_named_items_are_marked() -> None:
    batch = {LAMP: await waiting(bid(100)), VASE: await waiting(bid(100))}
    mark(batch, [LAMP], unconfirmed=True)
    assert [batch[each][0].unconfirmed for each in (LAMP, VASE)] == [True, False]
    mark(batch, [LAMP], unconfirmed=False)
    assert not batch[LAMP][0].unconfirmed


async def test_a_log_line_names_the_first_bids_of_a_batch() -> None:
    names = [f"b{number}" for number in range(2 * LOGGED_MAX)]
    bids = await waiting(*(bid(100, bid_id=name) for name in names))
    assert some_bid_ids({LAMP: bids[:1], VASE: bids[1:]}) == names[:LOGGED_MAX]


async def test_an_item_that_is_refused_or_put_off_stays_as_it_is_in_its_epoch() -> None:
    held, decisions = HeldItem(opened(), {}, epoch=3), Decisions()
    decisions.fail(LAMP, held, await waiting(bid(100)), ValueError())
    decisions.put_off(VASE, held)
    assert [(each.after, each.epoch) for each in decisions.settled.values()] == [(opened(), 3)] * 2
    assert [len(decisions.settled[each].answers) for each in (LAMP, VASE)] == [1, 0]
    assert (set(decisions.failed), decisions.need_history) == ({LAMP}, {VASE})


async def test_an_item_that_needs_its_history_has_a_round_of_its_own() -> None:
    usual, late = await waiting(bid(100), bid(110))
    late.needs_history = True
    assert [*divided({VASE: [usual], LAMP: [usual, late]})] == [
        ({LAMP: [usual, late]}, True),
        ({VASE: [usual]}, False),
    ]
    assert [*divided({LAMP: [late]})] == [({LAMP: [late]}, True)]
