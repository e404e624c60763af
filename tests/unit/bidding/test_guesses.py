"""Decisions on known states: which items are guessed, and which need their locks first."""

import asyncio

import pytest

from server.bidding import guesses as module
from server.bidding.guesses import RUSH, guesses
from server.bidding.hot_state.known_items import KnownItems
from server.bidding.settling.settle import settle
from server.domain.commands import Command, RetractBid
from server.domain.events import Reason
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import ANN, NOON, bid, opened

LAMP, VASE = ItemId("lamp"), ItemId("vase")
RETRACTION = RetractBid(BidId("b0"), ANN, Reason.MISTYPED)


def known(**listed: bool) -> KnownItems:
    items = KnownItems()
    items.keep(LAMP, opened(**listed), 3, 10)
    return items


async def test_the_commands_of_a_known_item_are_decided_in_its_state() -> None:
    commands = [bid(100), bid(90, bid_id="b2")]
    found = await guesses({LAMP: commands, VASE: [bid(100)]}, known(), NOON)
    assert found == {LAMP: settle(opened(), {}, commands, NOON, history_in_ms=0, epoch=3)}


async def test_a_known_item_without_commands_is_decided_as_it_is() -> None:
    found = await guesses({LAMP: [], VASE: []}, known(), NOON)
    assert found == {LAMP: settle(opened(), {}, [], NOON, history_in_ms=0, epoch=3)}


@pytest.mark.parametrize("commands", [[RETRACTION], [bid(100), RETRACTION]])
async def test_an_item_with_a_retraction_is_not_guessed(
    commands: list[Command],
) -> None:
    assert await guesses({LAMP: commands}, known(), NOON) == {}


async def test_an_item_whose_auction_checks_its_bidders_is_not_guessed() -> None:
    assert await guesses({LAMP: [bid(100)]}, known(approval=True), NOON) == {}


async def test_an_item_that_cannot_be_decided_is_left_to_the_decision_under_its_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OverflowError

    monkeypatch.setattr(module, "settle", fail)
    assert await guesses({LAMP: [bid(100)]}, known(), NOON) == {}


@pytest.mark.parametrize(("known_items", "turns"), [([LAMP], 0), ([LAMP, VASE], 1)])
async def test_others_have_their_turn_between_the_decisions_on_many_commands(
    known_items: list[ItemId], turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE", 4)
    items, ran = KnownItems(), list[str]()
    for item_id in known_items:
        items.keep(item_id, opened(), 3, 10)
    asyncio.get_running_loop().call_soon(ran.append, "another callback")
    commands = [bid(100), *(bid(90, bid_id=f"b{number}") for number in range(2, RUSH + 1))]
    found = await guesses(dict.fromkeys(known_items, commands), items, NOON)
    assert found.keys() == set(known_items)
    assert len(ran) == turns


async def test_few_commands_for_each_of_many_items_are_decided_in_one_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SLICE", 1)
    items, ran, known = KnownItems(), list[str](), [ItemId("lamp"), ItemId("vase")]
    for item_id in known:
        items.keep(item_id, opened(), 3, 10)
    asyncio.get_running_loop().call_soon(ran.append, "another callback")
    assert await guesses({item_id: [bid(100)] for item_id in known}, items, NOON)
    assert not ran
