"""The fold of a sale's messages: the latest state of each item shows, and a missing message is noticed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auction_client.messages import SaleAnswer, SaleItem, SaleMessage, Yours
from auction_client.sales.sale_view import (
    AHEAD_MAX,
    SaleView,
    fold_first_page,
    fold_page,
    fold_sale_message,
)

OWN = Yours(max_amount=500, quantity=1)


def row(item_id: str, seq: int, **more: Any) -> SaleItem:
    fixed: dict[str, Any] = {
        "epoch": 0,
        "status": "open",
        "price": seq,
        "minimum": 0,
        "leader": None,
        "bid_count": 0,
        "ends_at": None,
    }
    return SaleItem(item_id=item_id, seq=seq, **(fixed | more))


def page(number: int, *items: SaleItem, **more: Any) -> SaleAnswer:
    fixed: dict[str, Any] = {"feed": "a", "as_of": 100, "next_after": None, "yours": {}}
    return SaleAnswer(auction_id="sale", number=number, items=items, **(fixed | more))


def message(number: int, *items: SaleItem, **more: Any) -> SaleMessage:
    fixed: dict[str, Any] = {"feed": "a", "as_of": 100 + number}
    return SaleMessage(auction_id="sale", number=number, items=items, **(fixed | more))


def begun() -> SaleView:
    return fold_first_page(None, page(5, row("lamp", 3)))


def folded(*messages: SaleMessage) -> SaleView:
    view = begun()
    for each in messages:
        view = fold_sale_message(view, each)
    return view


def test_the_later_state_of_an_item_counts_and_one_of_a_later_epoch_replaces_any() -> None:
    view = folded(message(6, row("lamp", 5)), message(7, row("lamp", 4)))
    assert view.items["lamp"].seq == 5
    view = fold_sale_message(view, message(8, row("lamp", 1, epoch=1)))
    assert view.items["lamp"].seq == 1


def test_the_next_message_advances_the_position_and_a_missing_one_leaves_a_gap_that_it_closes() -> (
    None
):
    assert (folded(message(6)).number, folded(message(6)).as_of) == (6, 106)
    gap = folded(message(7, row("lamp", 9)))
    assert (gap.number, gap.has_gap, gap.items["lamp"].seq) == (5, True, 9)
    closed = fold_sale_message(gap, message(6))
    assert (closed.number, closed.has_gap) == (7, False)


def test_an_old_message_changes_nothing_and_one_of_another_feed_leaves_a_gap() -> None:
    assert folded(message(4)).number == 5
    assert folded(message(6, feed="b")).has_gap


def test_more_messages_after_a_missing_one_than_are_remembered_count_as_missing() -> None:
    view = folded(*(message(7 + index) for index in range(AHEAD_MAX + 1)), message(6))
    assert view.is_lost
    assert not fold_first_page(view, page(200)).has_gap


def test_an_answer_closes_a_gap_and_keeps_the_messages_that_came_before_it_and_are_later() -> None:
    view = fold_first_page(folded(message(7), message(9)), page(8))
    assert (view.number, view.has_gap) == (9, False)
    other = fold_first_page(view, page(2, feed="b"))
    assert (other.feed, other.number) == ("b", 2)


def test_a_message_after_a_recovery_completes_a_client_that_knows_everything_before_its_since() -> (
    None
):
    recovered = message(40, row("vase", 2), feed="b", since=100)
    view = folded(recovered)
    assert (view.feed, view.number, view.has_gap) == ("b", 40, False)
    assert folded(message(40, feed="b", since=101)).has_gap
    assert folded(message(7), recovered).has_gap


def test_an_own_maximum_is_that_of_the_last_page_and_forgotten_when_the_leader_changes() -> None:
    shown = page(5, row("lamp", 3), row("vase", 1), yours={"lamp": OWN, "vase": OWN})
    own = fold_page(begun(), shown)
    outbid = fold_sale_message(own, message(6, row("lamp", 4, leader="Ben#b")))
    assert set(outbid.yours) == {"vase"}
    assert "vase" not in fold_page(own, page(5, row("vase", 1))).yours


@given(st.permutations(range(6, 16)), st.sets(st.integers(6, 15)))
def test_a_view_without_a_gap_has_every_message_whatever_their_order(
    order: list[int], missing: set[int]
) -> None:
    arrived = [number for number in order if number not in missing]
    view = folded(*(message(number, row(f"i{number}", 1)) for number in arrived))
    assert view.has_gap == (view.number < max(arrived, default=5))
    assert {f"i{number}" for number in range(6, view.number + 1)} <= set(view.items)
