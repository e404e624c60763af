"""A feed puts news in order, waits for what is missing, and never goes back."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server.domain.commands import Command
from server.domain.types import Bidder, ItemId
from server.sockets.broadcast.feed import Feed
from server.sockets.broadcast.news import News, news_of
from tests.unit.domain.sale import ANN, BEN
from tests.unit.sockets.broadcast.history import Truth, commits, rounds

THREE = [[ANN], [BEN], [ANN]]


def feed_at(seq: int) -> Feed:
    feed = Feed(ItemId("lamp"))
    feed.begin_at(seq)
    return feed


def three() -> list[News]:
    return [news_of(each) for each in commits(THREE)]


def test_news_in_order_is_told_at_once() -> None:
    first, second, third = three()
    feed = feed_at(first.seq - 1)
    for news in (first, second, third):
        feed.accept(news)
        assert feed.ready
        assert feed.take() == [news]
    assert not feed.ready


def test_news_that_has_overtaken_other_news_waits_and_is_then_told_with_it() -> None:
    first, second, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept(third)
    feed.accept(second)
    assert (feed.ready, feed.gap, feed.take()) == (False, True, [])
    feed.accept(first)
    (told,) = feed.take()
    assert (told.from_seq, told.seq, feed.gap) == (first.seq, third.seq, False)


def test_when_patience_ends_the_gap_is_left_visible() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept(third)
    feed.give_up_gap()
    assert feed.take() == [third]
    assert feed.sent_seq == third.seq


def test_patience_returns_after_it_was_lost_once() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 2)
    feed.accept(first)
    feed.give_up_gap()
    assert feed.take() == [first]
    feed.accept(third)
    assert feed.take() == []


def test_the_latest_by_the_hot_state_waits_for_nothing() -> None:
    first, _, third = three()
    feed = feed_at(first.seq - 1)
    feed.accept_latest(third)
    assert feed.take() == [third]


def test_what_was_left_out_on_purpose_is_not_waited_for() -> None:
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


def test_what_the_room_knows_already_is_dropped() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    for news in (first, second, third):
        feed.accept(news)
    assert (feed.ready, feed.known_seq) == (False, third.seq)


def test_a_room_knows_as_little_as_its_socket_that_knows_least_until_it_is_told_something() -> None:
    first, second, _ = three()
    feed = feed_at(second.seq)
    feed.begin_at(first.seq)
    assert feed.sent_seq == first.seq
    feed.accept(second)
    assert feed.take() == [second]
    feed.begin_at(first.seq)
    assert feed.sent_seq == second.seq


def test_a_restored_store_takes_the_room_back_with_it() -> None:
    first, second, third = three()
    feed = feed_at(third.seq)
    feed.rewind_to(first.seq)
    feed.accept(second)
    assert feed.take() == [second]


def test_only_the_newest_count_of_watchers_is_told_and_once() -> None:
    feed = feed_at(1)
    feed.watchers = 3
    feed.watchers = 4
    assert feed.ready
    assert (feed.take_watchers(), feed.take_watchers(), feed.ready) == (4, None, False)


@given(rounds, st.data())
def test_whatever_arrives_in_whatever_order_what_is_told_is_true_and_only_goes_forward(
    plan: Sequence[Sequence[Bidder | Command]], data: st.DataObject
) -> None:
    settled = commits(plan)
    truth = Truth(settled)
    begin = settled[0].seq_read if settled else 2
    feed = feed_at(begin)
    told: list[News] = []
    heard = [news_of(each) for each in settled]
    for news in data.draw(st.lists(st.sampled_from(heard), max_size=20)) if heard else []:
        feed.accept(news)
        if data.draw(st.booleans()):
            told += feed.take()
        elif data.draw(st.integers(0, 4)) == 0:
            feed.give_up_gap()
            told += feed.take()
    seqs = [begin, *(news.seq for news in told)]
    assert seqs == sorted(set(seqs))
    for news in told:
        truth.check(news)


@given(rounds, st.data())
def test_a_patient_feed_that_hears_everything_tells_everything_without_a_gap(
    plan: Sequence[Sequence[Bidder | Command]], data: st.DataObject
) -> None:
    heard = [news_of(each) for each in commits(plan)]
    if not heard:
        return
    feed = feed_at(heard[0].from_seq - 1)
    told: list[News] = []
    for news in data.draw(st.permutations(heard)):
        feed.accept(news)
        told += feed.take()
    seq = heard[0].from_seq - 1
    for news in told:
        assert news.from_seq <= seq + 1
        seq = news.seq
    assert (seq, feed.gap, feed.ready) == (heard[-1].seq, False, False)
