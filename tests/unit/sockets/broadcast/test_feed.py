"""A feed: news in order, waiting for missing events, never going back."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server.domain.commands import Command
from server.domain.types import UNKNOWN_EPOCH, Bidder, ItemId, Position
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import News, news_of
from tests.unit.domain.sale import ANN, BEN
from tests.unit.sockets.broadcast.history import ItemHistory, commits, rounds

THREE = [[ANN], [BEN], [ANN]]


def feed_at(seq: int) -> Feed:
    feed = Feed(ItemId("lamp"))
    feed.begin_at(Position(0, seq))
    return feed


def three() -> list[News]:
    return [news_of(each) for each in commits(THREE)]


def test_news_in_order_can_be_sent_at_once() -> None:
    first, second, third = three()
    feed = feed_at(first.seq - 1)
    for news in (first, second, third):
        feed.accept(news)
        assert feed.ready
        assert feed.take() == [news]
    assert not feed.ready


def test_news_that_has_overtaken_other_news_waits_and_is_sent_with_it() -> None:
    first, second, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept(third)
    feed.accept(second)
    assert (feed.ready, feed.gap, feed.take()) == (False, True, [])
    feed.accept(first)
    (sent,) = feed.take()
    assert (sent.from_seq, sent.seq, feed.gap) == (first.seq, third.seq, False)


def test_a_gap_that_is_given_up_stays_visible_in_the_event_numbers() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept(third)
    feed.give_up_gap()
    assert feed.take() == [third]
    assert feed.sent_seq == third.seq


def test_a_gap_after_one_that_was_given_up_is_waited_for_again() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 2)
    feed.accept(first)
    feed.give_up_gap()
    assert feed.take() == [first]
    feed.accept(third)
    assert feed.take() == []


def test_news_read_from_the_hot_state_does_not_wait() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept_latest(third)
    assert feed.take() == [third]


def test_bids_that_were_left_out_on_purpose_are_not_waited_for() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 2)
    feed.accept(first)
    assert feed.take() == []
    leaping = structs.replace(third, complete=False)
    feed.accept(leaping)
    assert (feed.gap, feed.ready) == (True, False)
    feed.give_up_gap()
    assert feed.take() == [first, leaping]
    feed = feed_at(first.seq - 1)
    feed.accept(leaping)
    assert feed.take() == [leaping]


def test_news_that_the_room_has_been_sent_is_dropped() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    for news in (first, second, third):
        feed.accept(news)
    assert (feed.ready, feed.known_seq) == (False, third.seq)


def test_a_room_is_as_far_as_its_socket_that_knows_least_until_it_is_sent_a_message() -> None:
    first, second, _ = three()
    feed = feed_at(second.seq)
    feed.begin_at(Position(0, first.seq))
    assert feed.sent_seq == first.seq
    feed.accept(second)
    assert feed.take() == [second]
    feed.begin_at(Position(0, first.seq))
    assert feed.sent_seq == second.seq


def test_a_room_rewinds_with_a_restored_store() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    feed.rewind_to(first.seq)
    feed.accept(second)
    assert feed.take() == [second]


def test_news_of_a_later_epoch_waits_until_the_room_can_be_sent_the_whole_item() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    restored = structs.replace(second, epoch=1)
    feed.accept(restored)
    assert (feed.gap, feed.take(), feed.position) == (True, [], Position(1, 0))
    whole = structs.replace(second, epoch=1, complete=False)
    feed.accept_latest(whole)
    (sent,) = feed.take()
    assert (sent.epoch, sent.seq, feed.position) == (1, second.seq, Position(1, second.seq))
    feed.accept(first)
    feed.accept(third)
    assert feed.take() == []


def test_news_that_waits_is_dropped_when_a_later_epoch_begins() -> None:
    first, second, third = three()
    feed = feed_at(first.seq)
    feed.accept(third)
    assert feed.enter(1)
    feed.accept_latest(structs.replace(second, epoch=1, complete=False))
    assert [news.epoch for news in feed.take()] == [1]
    assert not feed.enter(0)


def test_a_later_epoch_that_begins_at_the_first_event_needs_no_other_news() -> None:
    feed = feed_at(9)
    restored = structs.replace(three()[0], from_seq=1, epoch=1)
    feed.accept(restored)
    assert feed.take() == [restored]


def test_news_of_a_node_that_knows_no_epochs_counts_as_of_the_same_one() -> None:
    first, second, _ = three()
    feed = Feed(ItemId("lamp"))
    feed.begin_at(Position(3, first.seq))
    unknown = structs.replace(second, epoch=UNKNOWN_EPOCH)
    feed.accept(unknown)
    assert feed.take() == [unknown]


def test_a_socket_that_reads_a_later_epoch_has_the_whole_room_sent_it() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    feed.begin_at(Position(1, first.seq))
    assert feed.position == Position(1, 0)
    feed.accept(structs.replace(second, epoch=1))
    assert feed.gap


def test_only_the_latest_count_of_watchers_is_sent_and_once() -> None:
    feed = feed_at(1)
    feed.watchers = 3
    feed.watchers = 4
    assert feed.ready
    assert (feed.take_watchers(), feed.take_watchers(), feed.ready) == (4, None, False)


@given(rounds, st.data())
def test_a_feed_sends_only_true_news_in_ascending_order(
    plan: Sequence[Sequence[Bidder | Command]], data: st.DataObject
) -> None:
    settled = commits(plan)
    history = ItemHistory(settled)
    begin = settled[0].seq_read if settled else 2
    feed = feed_at(begin)
    sent: list[News] = []
    received = [news_of(each) for each in settled]
    for news in data.draw(st.lists(st.sampled_from(received), max_size=20)) if received else []:
        feed.accept(news)
        if data.draw(st.booleans()):
            sent += feed.take()
        elif data.draw(st.integers(0, 4)) == 0:
            feed.give_up_gap()
            sent += feed.take()
    seqs = [begin, *(news.seq for news in sent)]
    assert seqs == sorted(set(seqs))
    for news in sent:
        history.check(news)


@given(rounds, st.data())
def test_a_feed_that_receives_all_news_and_gives_up_no_gap_sends_all_of_it(
    plan: Sequence[Sequence[Bidder | Command]], data: st.DataObject
) -> None:
    received = [news_of(each) for each in commits(plan)]
    if not received:
        return
    feed = feed_at(received[0].from_seq - 1)
    sent: list[News] = []
    for news in data.draw(st.permutations(received)):
        feed.accept(news)
        sent += feed.take()
    seq = received[0].from_seq - 1
    for news in sent:
        assert news.from_seq <= seq + 1
        seq = news.seq
    assert (seq, feed.gap, feed.ready) == (received[-1].seq, False, False)
