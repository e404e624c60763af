"""An item of a sale's page is encoded again only when it has changed."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from server.bidding.hot_state.replies import Snapshot
from server.domain.formats import FORMATS
from server.domain.item import Item
from server.domain.types import Bidder, Format, ItemId
from server.domain.view import view_item
from server.use_cases import item_pieces
from server.use_cases.item_pieces import ItemPage, ItemPieces
from tests.unit.domain.sale import ANN, BEN, CEM, NOON, after, bid, opened


class Views:
    """Counts the items that are shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown = 0
        monkeypatch.setattr(item_pieces, "view_item", self.show)

    def show(self, item: Item, now: int, *, epoch: int = 0) -> Any:
        self.shown += 1
        return view_item(item, now, epoch=epoch)


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Views:
    return Views(monkeypatch)


def copy_of(item: Item, **changes: Any) -> Item:
    """Return another object, as it is decoded anew for each reading."""
    return replace(item, listing=replace(item.listing), **changes)


def test_an_unchanged_item_is_encoded_once_and_shown_with_the_time_of_each_reading(
    views: Views,
) -> None:
    pieces, item = ItemPieces(), opened()
    for now in (NOON, NOON + 1_000):
        encoded = pieces.encoded(Snapshot(copy_of(item), (), now)).json
        assert json.loads(encoded) == json.loads(json.dumps(view_item(item, now)))
    assert views.shown == 1


@pytest.mark.parametrize("changes", [{"seq": 9}, {"price": 500}, {"called_next": True}])
def test_an_item_that_has_changed_is_encoded_again(views: Views, changes: dict[str, Any]) -> None:
    pieces, item = ItemPieces(), opened()
    pieces.encoded(Snapshot(item, (), NOON))
    changed = copy_of(item, **changes)
    encoded = pieces.encoded(Snapshot(changed, (), NOON)).json
    assert json.loads(encoded) == json.loads(json.dumps(view_item(changed, NOON)))
    assert views.shown == 2


def test_an_item_that_has_begun_an_epoch_is_encoded_again(views: Views) -> None:
    pieces, item = ItemPieces(), opened()
    pieces.encoded(Snapshot(item, (), NOON, 1))
    assert json.loads(pieces.encoded(Snapshot(item, (), NOON, 2)).json)["epoch"] == 2
    assert views.shown == 2


def test_a_falling_clock_is_shown_anew_each_time(views: Views) -> None:
    clock = {"step": 10, "interval_ms": 1_000, "floor_price": 10}
    item = opened(format=Format.DUTCH, start_price=1_000, **clock)
    pieces = ItemPieces()
    prices = [
        json.loads(pieces.encoded(Snapshot(item, (), NOON + after)).json)["price"]
        for after in (0, 5_000)
    ]
    assert prices[1] < prices[0]
    assert views.shown == 2


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {Format.DUTCH}))
def test_the_view_of_every_other_format_depends_on_the_item_alone(form: Format) -> None:
    item = opened(format=form)
    first, later = view_item(item, NOON), view_item(item, NOON + 60_000)
    assert {**first, "server_time": 0} == {**later, "server_time": 0}


def test_the_pieces_that_are_kept_have_bounded_bytes(views: Views) -> None:
    item = opened()
    size = len(ItemPieces().encoded(Snapshot(item, (), NOON)).json)
    pieces = ItemPieces(bytes_max=3 * size)
    for number in range(20):
        listing = replace(item.listing, item_id=ItemId(f"lot{number:02}"))
        pieces.encoded(Snapshot(replace(item, listing=listing), (), NOON))
        assert pieces._bytes <= 3 * size
    assert pieces._bytes == sum(len(each.open_json) for each in pieces._pieces.values())
    assert "lot19" in pieces._pieces


def test_the_own_maxima_and_offers_of_a_reader_stand_beside_the_shared_page() -> None:
    led = after(opened(), bid(100, max_amount=500))
    secret = opened(item_id=ItemId("vase"), format=Format.SEALED_FIRST)
    items = [led, after(secret, bid(100), bid(200, BEN, "b2"))]
    page = ItemPage({"next_after": None}, [], items)

    def shown_to(bidder: Bidder | None) -> Any:
        return json.loads(page.shown_to(None if bidder is None else bidder.user_id).body)

    assert shown_to(ANN) == {
        "next_after": None,
        "items": [],
        "yours": {
            "lamp": {"max_amount": 500, "quantity": 1},
            "vase": {"max_amount": 100, "quantity": 1},
        },
    }
    assert list(shown_to(BEN)["yours"]) == ["vase"]
    assert shown_to(CEM)["yours"] == {}
    assert shown_to(None) == {"next_after": None, "items": []}


def test_pages_have_the_same_tag_if_nothing_but_their_time_differs() -> None:
    item, pieces = after(opened(), bid(100, max_amount=500)), ItemPieces()

    def tag(
        shown: Item = item, now: int = NOON, reader: Bidder | None = None, **view: object
    ) -> str:
        # A store of pieces of its own is that of another node.
        encoded = [each.encoded(Snapshot(shown, (), now)) for each in (pieces, ItemPieces())]
        assert encoded[0] == encoded[1]
        page = ItemPage({"title": "A sale", **view}, encoded[:1], [shown])
        return page.shown_to(None if reader is None else reader.user_id).tag

    others = [
        tag(after(item, bid(600, BEN, "b2"))),
        tag(title="Another"),
        tag(reader=ANN),
        tag(reader=BEN),
    ]
    assert tag(now=NOON + 1_000) == tag()
    assert tag(reader=ANN, now=NOON + 1_000) == tag(reader=ANN)
    assert len({tag(), *others}) == 5
