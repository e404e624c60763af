"""The feed of a sale: only the latest row of an item counts, and none that a client lacks is left out."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from server.domain.types import AuctionId, ItemId, Position
from server.sockets.sales.feed import CLOCKS_DIFFER_MS, ROWS_PER_MESSAGE, SaleFeed
from server.sockets.sales.rows import Row
from server.wire.sale_feed import FeedPosition
from tests.unit.domain.sale import NOON

LAMP, VASE = ItemId("lamp"), ItemId("vase")


def row(item_id: ItemId, seq: int, price: int | None = None, *, epoch: int = 0) -> Row:
    fields = {
        "item_id": item_id,
        "epoch": epoch,
        "seq": seq,
        "status": "open",
        "price": price or seq,
        "leader": None,
    }
    return Row(item_id, Position(epoch, seq), fields, None, None)


def read_feed(*item_ids: ItemId) -> SaleFeed:
    """A feed whose sale has been read, with each item at its first event."""
    feed = SaleFeed(AuctionId("sale"), "here")
    feed.arrange(item_ids)
    for item_id in item_ids:
        feed.accept(row(item_id, 1), NOON)
    feed.was_read(NOON)
    return feed


def taken(feed: SaleFeed, rows_max: int = 1_000) -> list[Any]:
    return [msgspec.json.decode(message) for message in feed.take(rows_max)]


def prices(message: Any) -> list[tuple[str, int]]:
    return [(each["item_id"], each["price"]) for each in message["items"]]


def paged(feed: SaleFeed, since: FeedPosition | None = None, rows_max: int = 250) -> list[Any]:
    page = feed.page(since, None, rows_max)
    assert page is not None
    return list(msgspec.json.decode(page.items))


def test_the_items_of_the_first_reading_are_in_the_answers_and_not_sent_to_the_room() -> None:
    feed = read_feed(LAMP, VASE)
    assert (taken(feed), [each["item_id"] for each in paged(feed)]) == ([], [LAMP, VASE])


def test_a_message_has_the_latest_row_of_each_item_that_has_changed() -> None:
    feed = read_feed(LAMP, VASE)
    for seq in (2, 3, 4):
        assert feed.accept(row(LAMP, seq), NOON)
    (message,) = taken(feed)
    assert (message["number"], prices(message)) == (feed.number, [(LAMP, 4)])
    assert taken(feed) == []


def test_an_earlier_row_is_dropped_and_one_of_a_later_epoch_replaces_any() -> None:
    feed = read_feed(LAMP)
    feed.accept(row(LAMP, 9), NOON)
    assert not feed.accept(row(LAMP, 8), NOON)
    assert feed.accept(row(LAMP, 2, epoch=1), NOON)
    assert prices(taken(feed)[0]) == [(LAMP, 2)]


def test_a_secret_event_sends_nothing() -> None:
    feed = read_feed(LAMP)
    secret = row(LAMP, 1)._replace(position=Position(0, 2))
    assert not feed.accept(secret, NOON)
    assert (taken(feed), feed.position_of(LAMP)) == ([], Position(0, 2))


def test_many_changes_are_several_messages_numbered_without_a_gap_oldest_first() -> None:
    items = [ItemId(f"i{number}") for number in range(2 * ROWS_PER_MESSAGE + 1)]
    feed = read_feed(*items)
    for item_id in reversed(items):
        feed.accept(row(item_id, 2), NOON)
    feed.was_read(NOON + 5)
    first = feed.number
    messages = taken(feed)
    assert [each["number"] - first for each in messages] == [1, 2, 3]
    assert [each["item_id"] for m in messages for each in m["items"]] == items[::-1]
    # Only with the last of them is everything sent that was known when the sale was read.
    assert [each["as_of"] for each in messages] == [NOON, NOON, NOON + 5]


def test_a_turn_sends_as_many_rows_as_it_may_and_leaves_the_others() -> None:
    feed = read_feed(LAMP, VASE)
    for item_id in (VASE, LAMP):
        feed.accept(row(item_id, 2), NOON)
    assert [prices(message) for message in taken(feed, 1)] == [[(VASE, 2)]]
    assert feed.has_unsent
    assert [prices(message) for message in taken(feed, 1)] == [[(LAMP, 2)]]


def test_a_page_ends_where_it_is_full_and_the_next_one_follows() -> None:
    feed = read_feed(LAMP, VASE, ItemId("chair"))
    first = feed.page(None, None, 2)
    assert first is not None
    second = feed.page(None, first.next_after, 2)
    assert second is not None
    ids = [[entry.row.item_id for entry in page.entries] for page in (first, second)]
    assert (ids, second.next_after) == ([[LAMP, VASE], ["chair"]], None)
    assert feed.page(None, ItemId("ghost"), 2) is None


def test_a_deleted_item_is_shown_to_those_who_may_have_known_it_and_no_others() -> None:
    feed = read_feed(LAMP, VASE)
    known = FeedPosition("here", feed.number, NOON)
    gone = row(LAMP, 2)
    feed.accept(gone._replace(fields={**gone.fields, "status": "deleted"}), NOON)
    assert [each["item_id"] for each in paged(feed)] == [VASE]
    assert [each["status"] for each in paged(feed, known)] == ["deleted"]


def test_the_pages_of_what_has_changed_are_in_the_sales_order() -> None:
    items = [ItemId(each) for each in "abcde"]
    feed = read_feed(*items)
    known = FeedPosition("here", feed.number, NOON)
    for item_id in "eca":
        feed.accept(row(ItemId(item_id), 2), NOON)
        feed.take(1)
    first = feed.page(known, None, 2)
    assert first is not None
    second = feed.page(known, first.next_after, 2)
    assert second is not None
    ids = [[entry.row.item_id for entry in page.entries] for page in (first, second)]
    assert (ids, second.next_after) == ([["a", "c"], ["e"]], None)


def test_a_client_of_this_feed_is_shown_what_changed_after_its_message_sent_or_not() -> None:
    feed = read_feed(LAMP, VASE)
    known = FeedPosition("here", feed.number, NOON)
    assert paged(feed, known) == []
    feed.accept(row(LAMP, 2), NOON)
    assert [each["item_id"] for each in paged(feed, known)] == [LAMP]
    feed.take(1)
    assert [each["item_id"] for each in paged(feed, known)] == [LAMP]
    assert paged(feed, known._replace(number=feed.number)) == []


def test_a_client_of_another_feed_is_shown_what_this_node_learned_since_its_moment() -> None:
    feed = read_feed(LAMP, VASE)
    late = NOON + 60_000
    feed.accept(row(LAMP, 2), late)
    elsewhere = FeedPosition("there", 7, late + CLOCKS_DIFFER_MS)
    assert [each["item_id"] for each in paged(feed, elsewhere)] == [LAMP]
    assert paged(feed, elsewhere._replace(as_of=late + CLOCKS_DIFFER_MS + 1)) == []
    assert len(paged(feed, elsewhere._replace(as_of=NOON))) == 2


def test_a_number_that_this_feed_has_not_reached_proves_nothing() -> None:
    feed = read_feed(LAMP)
    assert len(paged(feed, FeedPosition("here", feed.number + 1, NOON))) == 1


def test_a_recovered_client_is_sent_what_was_learned_since_unless_it_is_too_much() -> None:
    feed = read_feed(LAMP, VASE)
    late = NOON + 60_000
    feed.accept(row(LAMP, 2), late)
    message = feed.recovered(late, 1)
    assert message is not None
    decoded = msgspec.json.decode(message)
    assert (prices(decoded), decoded["since"]) == ([(LAMP, 2)], late)
    assert feed.recovered(NOON, 1) is None


changes = st.tuples(st.sampled_from([LAMP, VASE, ItemId("chair")]), st.booleans(), st.booleans())


@given(st.lists(changes, max_size=30))
def test_a_client_that_misses_messages_and_asks_for_them_knows_every_latest_row(
    plan: list[tuple[ItemId, bool, bool]],
) -> None:
    feed = read_feed(LAMP, VASE, ItemId("chair"))
    seqs = dict.fromkeys(feed.item_ids, 1)
    known = {each["item_id"]: each["seq"] for each in paged(feed)}
    at = FeedPosition("here", feed.number, NOON)
    for item_id, turn, arrives in plan:
        seqs[item_id] += 1
        feed.accept(row(item_id, seqs[item_id]), NOON)
        for message in taken(feed, 1) if turn else []:
            if arrives and message["number"] == at.number + 1:
                known |= {each["item_id"]: each["seq"] for each in message["items"]}
                at = at._replace(number=message["number"])
    known |= {each["item_id"]: each["seq"] for each in paged(feed, at)}
    assert known == seqs
