"""The view of an item, with messages in any order, some of them lost."""

from msgspec import structs

from auction_client.item_view import BIDS_KEPT, ItemView, fold_message, fold_watch_answer
from auction_client.messages import Item, NewBid, WatchAnswer
from tests.unit.clients.python.views import a_bid, an_item, new_bid, seqs, watched


def test_a_new_bid_adds_its_bids_and_updates_the_item() -> None:
    view = fold_message(watched(3, [3]), new_bid(4, 5, 3))
    assert seqs(view) == [3, 4, 5]
    assert (view.item.price, view.item.minimum, view.item.leader) == (105, 106, "Ann#5")
    assert (view.item.seq, view.item.bid_count) == (5, 3)
    assert not view.has_gap


def test_a_repeated_message_changes_nothing() -> None:
    view = watched(5, [3, 4, 5])
    assert fold_message(view, new_bid(4, 5, 3)) is view
    assert fold_message(view, new_bid(3, 4, 2)) is view


def test_an_item_message_older_than_the_view_changes_nothing() -> None:
    view = watched(5, [3, 4, 5])
    assert fold_message(view, an_item(4, 2, status="paused")) is view


def test_a_message_that_overlaps_the_view_adds_only_the_new_bids() -> None:
    view = fold_message(watched(4, [3, 4]), new_bid(3, 5, 3))
    assert seqs(view) == [3, 4, 5]
    assert not view.has_gap


def test_a_gap_shows_the_newest_price_and_is_asked_for_from_where_it_begins() -> None:
    view = fold_message(watched(3, [3]), new_bid(6, 6, 4))
    assert view.item.price == 106
    assert view.has_gap
    assert view.through_seq == 3


def test_a_late_message_fills_the_gap_and_moves_the_price_not_back() -> None:
    view = fold_message(fold_message(watched(3, [3]), new_bid(6, 6, 4)), new_bid(4, 5, 3))
    assert seqs(view) == [3, 4, 5, 6]
    assert view.item.price == 106
    assert not view.has_gap
    assert view.through_seq == 6


def test_of_two_gaps_the_first_one_is_asked_for() -> None:
    view = fold_message(fold_message(watched(3, [3]), new_bid(5, 5, 3)), new_bid(7, 7, 5))
    assert view.through_seq == 3
    view = fold_message(view, new_bid(4, 4, 2))
    assert view.has_gap
    assert view.through_seq == 5


def test_an_item_message_without_new_bids_leaves_no_gap() -> None:
    view = fold_message(watched(3, [3]), an_item(5, 1, status="paused"))
    assert view.item.status == "paused"
    assert not view.has_gap
    assert view.through_seq == 5


def test_an_item_message_with_unseen_bids_is_shown_and_leaves_a_gap() -> None:
    view = fold_message(watched(3, [3]), an_item(5, 2, status="sold"))
    assert view.item.status == "sold"
    assert view.has_gap
    assert view.through_seq == 3


def test_an_item_message_of_the_same_event_updates_the_other_fields() -> None:
    view = fold_message(watched(3, [3]), new_bid(4, 5, 2, bids=[4]))
    view = fold_message(view, an_item(5, 2, ends_at=9_500))
    assert view.item.ends_at == 9_500
    assert not view.has_gap


def test_an_item_message_ahead_of_its_bids_waits_for_them() -> None:
    view = fold_message(watched(3, [3]), an_item(5, 2))
    view = fold_message(view, new_bid(4, 5, 2, bids=[4]))
    assert seqs(view) == [3, 4]
    assert not view.has_gap


def test_a_complete_answer_adds_the_missed_bids() -> None:
    view = fold_message(watched(3, [3]), new_bid(6, 6, 4))
    missed = WatchAnswer(item=an_item(6, 4), bids=(a_bid(4), a_bid(5), a_bid(6)), complete=True)
    view = fold_watch_answer(view, missed)
    assert seqs(view) == [3, 4, 5, 6]
    assert not view.has_gap


def test_an_incomplete_answer_replaces_the_bids() -> None:
    latest = WatchAnswer(item=an_item(900, 800), bids=(a_bid(899), a_bid(900)), complete=False)
    view = fold_watch_answer(watched(3, [3]), latest)
    assert seqs(view) == [899, 900]
    assert not view.has_gap


def test_an_answer_that_messages_have_overtaken_removes_nothing() -> None:
    view = fold_message(watched(3, [3]), new_bid(5, 6, 4))
    for complete in (True, False):
        answer = WatchAnswer(item=an_item(4, 2), bids=(a_bid(4),), complete=complete)
        caught_up = fold_watch_answer(view, answer)
        assert seqs(caught_up)[-3:] == [4, 5, 6]
        assert caught_up.item.price == 106
        assert not caught_up.has_gap


def test_a_server_whose_stores_were_restored_from_a_backup_replaces_the_view() -> None:
    view = watched(9, [3, 4, 9])
    answer = WatchAnswer(item=an_item(4, 2), bids=(a_bid(3), a_bid(4)), complete=True)
    view = fold_watch_answer(view, answer, since=9)
    assert (view.item.seq, seqs(view), view.through_seq) == (4, [3, 4], 4)
    assert seqs(fold_message(view, new_bid(5, 5, 3))) == [3, 4, 5]


def test_a_bid_ends_a_fair_warning() -> None:
    warned = fold_message(watched(3, [3]), an_item(4, 1, status="closing"))
    assert fold_message(warned, new_bid(5, 5, 2)).item.status == "open"


def test_a_view_keeps_only_the_latest_bids() -> None:
    view = fold_message(watched(3, [3]), new_bid(4, BIDS_KEPT + 10, BIDS_KEPT + 8))
    assert len(view.bids) == BIDS_KEPT
    assert seqs(view)[-1] == BIDS_KEPT + 10


def test_only_an_outcome_ends_an_item() -> None:
    for status in ("sold", "unsold", "cancelled"):
        assert an_item(5, 1, status=status).has_ended
    for status in ("scheduled", "open", "paused", "closing"):
        assert not an_item(5, 1, status=status).has_ended


def taken_back(seq: int, *retracted: int, bid_count: int) -> NewBid:
    """Return the message that bids were taken back by event `seq`."""
    message = new_bid(seq, seq, bid_count)
    return structs.replace(message, bids=(), retracted=retracted, retractions=1)


def standing(view: ItemView) -> list[int]:
    return [bid.seq for bid in view.bids if not bid.retracted]


def test_bids_that_were_taken_back_are_marked() -> None:
    view = fold_message(watched(5, [3, 4, 5]), taken_back(6, 4, 5, bid_count=3))
    assert (seqs(view), standing(view)) == ([3, 4, 5], [3])
    assert (view.item.seq, view.item.retractions, view.has_gap) == (6, 1, False)


def test_a_bid_that_arrives_after_its_retraction_is_marked_too() -> None:
    view = fold_message(watched(3, [3]), taken_back(5, 4, bid_count=2))
    assert view.has_gap
    view = fold_message(view, new_bid(4, 4, 2))
    assert (standing(view), view.has_gap) == ([3], False)


def test_a_retraction_opens_no_paused_item() -> None:
    paused = fold_message(watched(5, [3, 4, 5]), an_item(6, 3, status="paused"))
    assert fold_message(paused, taken_back(7, 5, bid_count=3)).item.status == "paused"


def test_an_item_message_with_an_unseen_retraction_leaves_a_gap() -> None:
    view = fold_message(watched(5, [3, 4, 5]), an_item(6, 3, retractions=1))
    assert (view.has_gap, view.through_seq) == (True, 5)
    answer = WatchAnswer(item=an_item(6, 3, retractions=1), bids=(), complete=True, retracted=(5,))
    view = fold_watch_answer(view, answer)
    assert (standing(view), view.has_gap) == ([3, 4], False)


def test_bids_that_were_left_out_on_purpose_leave_no_gap_and_the_view_begins_anew() -> None:
    view = watched(4, [3, 4])
    leap = structs.replace(new_bid(90, 99, 97), complete=False)
    leapt = fold_message(view, leap)
    assert [bid.seq for bid in leapt.bids] == list(range(90, 100))
    assert (leapt.item.seq, leapt.through_seq, leapt.has_gap) == (99, 99, False)
    assert fold_message(leapt, new_bid(50, 60, 58)) is leapt


def test_an_incomplete_message_that_follows_the_view_keeps_its_bids() -> None:
    view = watched(4, [3, 4])
    leap = structs.replace(new_bid(4, 6, 4), complete=False)
    assert [bid.seq for bid in fold_message(view, leap).bids] == [3, 4, 5, 6]


def in_epoch(message: Item | NewBid, epoch: int | None) -> Item | NewBid:
    return structs.replace(message, epoch=epoch)


def watched_in(epoch: int, seq: int, bids: list[int]) -> ItemView:
    view = watched(seq, bids)
    return structs.replace(view, item=structs.replace(view.item, epoch=epoch))


def test_an_item_of_a_later_epoch_replaces_a_view_with_higher_numbers() -> None:
    view = fold_message(watched_in(1, 6, [3, 4, 5, 6]), in_epoch(an_item(4, 2), 2))
    assert (view.item.epoch, view.item.seq, view.item.price) == (2, 4, 104)
    assert (seqs(view), view.through_seq, view.has_gap) == ([], 0, True)


def test_a_whole_item_of_a_later_epoch_leaves_no_gap() -> None:
    latest = structs.replace(new_bid(3, 4, 2), complete=False)
    view = watched_in(1, 6, [3, 4, 5, 6])
    for message in (in_epoch(latest, 2), in_epoch(an_item(4, 2, status="paused"), 2)):
        view = fold_message(view, message)
    assert (seqs(view), view.item.status, view.has_gap) == ([3, 4], "paused", False)


def test_a_bid_of_a_later_epoch_shows_its_price_and_leaves_a_gap_before_it() -> None:
    view = fold_message(watched_in(1, 6, [3, 4, 5, 6]), in_epoch(new_bid(4, 4, 2), 2))
    assert (view.item.epoch, view.item.price, view.item.bid_count) == (2, 104, 2)
    assert (seqs(view), view.through_seq, view.has_gap) == ([4], 0, True)


def test_messages_and_answers_of_an_earlier_epoch_are_stale() -> None:
    view = watched_in(2, 4, [3, 4])
    assert fold_message(view, in_epoch(new_bid(5, 7, 5), 1)) is view
    assert fold_message(view, in_epoch(an_item(7, 5), 1)) is view
    item = structs.replace(an_item(7, 5), epoch=1)
    assert fold_watch_answer(view, WatchAnswer(item=item, bids=(), complete=True), 6) is view


def test_an_answer_of_a_later_epoch_replaces_the_view_even_if_it_claims_to_be_complete() -> None:
    item = structs.replace(an_item(4, 2), epoch=2)
    answer = WatchAnswer(item=item, bids=(a_bid(4),), complete=True)
    view = fold_watch_answer(watched_in(1, 6, [3, 4, 5, 6]), answer, 3)
    assert (seqs(view), view.item.seq, view.has_gap) == ([4], 4, False)


def test_an_answer_that_was_overtaken_within_an_epoch_moves_the_item_not_back() -> None:
    item = structs.replace(an_item(4, 2), epoch=2)
    view = watched_in(2, 5, [3, 4, 5])
    answer = WatchAnswer(item=item, bids=(a_bid(4),), complete=False)
    assert fold_watch_answer(view, answer, since=9).item.seq == 5


def test_messages_without_an_epoch_count_as_of_the_known_one() -> None:
    view = fold_message(watched_in(2, 4, [3, 4]), in_epoch(new_bid(5, 5, 3), None))
    view = fold_message(view, in_epoch(an_item(6, 3, status="paused"), None))
    assert (view.item.epoch, view.item.status, seqs(view)) == (2, "paused", [3, 4, 5])


def test_a_view_says_from_where_on_its_bids_are_complete() -> None:
    view = watched(3, [3])
    assert view.complete_after == 0
    leap = structs.replace(new_bid(9, 12, 8), complete=False)
    view = fold_message(view, leap)
    assert (seqs(view)[0], view.complete_after) == (9, 8)
    later = WatchAnswer(
        item=an_item(30, 20), bids=tuple(map(a_bid, (25, 26, 28, 30))), complete=False
    )
    view = fold_watch_answer(view, later, since=12)
    assert view.complete_after == 24
    view = fold_message(view, new_bid(31, 31, 21))
    assert view.complete_after == 24


def test_bids_beyond_those_that_are_kept_count_as_left_out() -> None:
    last = BIDS_KEPT + 5
    view = fold_message(watched(2, []), new_bid(3, last, last - 2))
    assert view.complete_after == seqs(view)[0] - 1 == last - BIDS_KEPT
