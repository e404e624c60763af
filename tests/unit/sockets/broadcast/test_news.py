"""News: true, complete within its range, and merged only where no event is missing between."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from server.bidding.settling.settle import Settlement, settle
from server.domain.commands import Command, OpenItem, PauseItem, RetractBid, WarnItem
from server.domain.events import Reason
from server.domain.types import UNKNOWN_EPOCH, BidId, Format, Position
from server.domain.view import view_standing
from server.sockets.broadcast.news import (
    BIDS_MAX,
    News,
    merge_into,
    merged,
    news_of,
    outbid,
    outbid_users,
)
from tests.unit.domain.sale import ANN, BEN, HOUSE, MINUTE, NOON, after, bid, opened, scheduled
from tests.unit.sockets.broadcast.history import (
    CY,
    ItemHistory,
    Move,
    RetractLatest,
    commits,
    rounds,
)

HOUR = 60 * MINUTE

Plan = Sequence[Sequence[Move]]


def covered(line: Sequence[News]) -> set[int]:
    return {seq for news in line for seq in range(news.from_seq, news.seq + 1)}


@given(rounds)
def test_the_news_of_a_commit_is_true_and_leaves_no_bid_out(plan: Plan) -> None:
    settled = commits(plan)
    for settlement in settled:
        news = news_of(settlement)
        ItemHistory(settled).check(news)
        assert covered([news]) == {event.seq for event in settlement.events}


@given(rounds, st.data())
def test_news_that_is_reordered_lost_or_doubled_merges_into_true_news(
    plan: Plan, data: st.DataObject
) -> None:
    settled = commits(plan)
    sent = [news_of(each) for each in settled]
    received = data.draw(st.lists(st.sampled_from(sent))) if sent else []
    history = ItemHistory(settled)
    line: list[News] = []
    for news in received:
        line = merge_into(line, news)
        for each in line:
            history.check(each)
    assert covered(line) == covered(received)
    assert all(a.seq + 1 < b.from_seq for a, b in pairwise(line))


@given(rounds, st.data())
def test_the_order_of_arrival_makes_no_difference(plan: Plan, data: st.DataObject) -> None:
    news = [news_of(each) for each in commits(plan)]
    straight: list[News] = []
    for each in news:
        straight = merge_into(straight, each)
    shuffled: list[News] = []
    for each in data.draw(st.permutations(news)):
        shuffled = merge_into(shuffled, each)
    assert shuffled == straight


def test_news_with_an_event_missing_between_does_not_merge() -> None:
    first, _, third = (news_of(each) for each in commits([[ANN], [BEN], [ANN]]))
    assert merged(first, third) is None
    assert merged(third, first) is None


def test_a_change_of_status_stays_in_news_that_is_merged_with_later_bids() -> None:
    warned, bid = (news_of(each) for each in commits([[ANN, WarnItem(HOUSE)], [BEN]]))
    both = merged(warned, bid)
    assert both is not None
    item = both.item_at(7)
    assert item is not None
    assert (item["status"], item["seq"], item["server_time"]) == ("open", bid.seq, 7)
    assert warned.item is not None
    assert warned.item["status"] == "closing"


def test_a_message_with_too_many_bids_begins_at_a_later_event() -> None:
    plan = [[ANN, BEN] * (BIDS_MAX // 4)] * 3
    settled = commits(plan)
    line: list[News] = []
    for each in settled:
        line = merge_into(line, news_of(each))
    (news,) = line
    assert len(news.bids) == BIDS_MAX
    assert news.from_seq == news.bids[0]["seq"] > settled[0].seq_read + 1
    ItemHistory(settled).check(news)
    message = news.new_bid()
    assert message is not None
    assert message["complete"] is False


def test_news_that_leaves_bids_out_is_completed_only_by_those_bids() -> None:
    first, second, third = (news_of(each) for each in commits([[ANN], [BEN], [ANN, BEN]]))
    latest = third.latest(1)
    assert (latest.from_seq, latest.complete) == (third.seq, False)
    assert merged(first, latest) is None
    assert merged(second, latest) is None
    assert merged(third, latest) == third
    longer = merged(second, third)
    assert longer is not None
    assert (longer.latest(3), longer.complete) == (longer, True)


def test_news_without_bids_makes_no_new_bid_message_and_bids_alone_no_item_message() -> None:
    bids, pause = (news_of(each) for each in commits([[ANN], [PauseItem(HOUSE)]]))
    assert (pause.new_bid(), bids.item_at(0)) == (None, None)
    assert bids.new_bid() is not None
    assert pause.item_at(0) is not None


def test_a_new_bid_message_has_the_fields_of_the_contract_and_no_others() -> None:
    (settled,) = commits([[ANN]])
    assert set(news_of(settled).new_bid() or ()) == {
        *("item_id", "from_seq", "seq", "price", "minimum", "leader", "bid_count", "retractions"),
        *("ends_at", "reserve_met", "remaining", "buy_now", "suggestions", "bids", "epoch"),
    }


def test_a_retracted_bid_is_sent_by_its_number_with_the_lower_price() -> None:
    _, gone = commits([[ANN, BEN], [RetractLatest(BEN)]])
    news = news_of(gone)
    message, item = news.new_bid(), news.item_at(NOON)
    assert message is not None
    assert item is not None
    assert (message["bids"], message.get("retracted")) == ([], [4])
    assert (message["price"], message["retractions"], message["bid_count"]) == (100, 1, 2)
    assert (item["seq"], item["price"]) == (5, 100)


def test_a_message_that_covers_a_bid_and_its_retraction_marks_the_bid_as_retracted() -> None:
    bids, gone = (news_of(each) for each in commits([[ANN, BEN], [RetractLatest(BEN)]]))
    both = merged(bids, gone)
    assert both is not None
    assert [bid["retracted"] for bid in both.bids] == [False, True]
    assert not bids.bids[1]["retracted"], "merging must not change the merged news"


def test_a_message_lists_no_more_retracted_bids_than_clients_keep() -> None:
    item = opened(ends_at=NOON + 24 * HOUR)
    offers: list[Command] = [
        bid(100 + 10 * n, ANN, f"b{n}", raise_own=True) for n in range(BIDS_MAX + 5)
    ]
    placed = settle(item, {}, offers, NOON)
    retraction = RetractBid(BidId("b0"), ANN, Reason.MISTYPED)
    news = news_of(settle(placed.after, placed.receipts, [retraction], NOON))
    assert len(news.retracted) == BIDS_MAX
    assert news.retracted[-1] == placed.events[-1].seq


def test_a_secret_retraction_is_not_sent() -> None:
    item = opened(format=Format.SEALED_FIRST, ends_at=NOON + HOUR)
    offered = settle(item, {}, [bid(150, ANN, "b1")], NOON)
    retraction = RetractBid(BidId("b1"), ANN, Reason.MISTYPED)
    news = news_of(settle(offered.after, offered.receipts, [retraction], NOON))
    assert (news.new_bid(), news.item_at(NOON), news.standing["retractions"]) == (None, None, 0)


def test_a_secret_offer_is_covered_and_not_sent() -> None:
    item = opened(format=Format.SEALED_FIRST, ends_at=NOON + HOUR)
    offers, pause = (
        settle(item, {}, [bid(150, ANN, "b1"), bid(170, BEN, "b2")], NOON),
        settle(after(item, bid(150, ANN, "b1")), {}, [PauseItem(HOUSE)], NOON),
    )
    hidden = news_of(offers)
    assert (hidden.from_seq, hidden.seq) == (item.seq + 1, item.seq + 2)
    assert (hidden.new_bid(), hidden.item_at(NOON)) == (None, None)
    assert outbid_users(offers) == {}
    shown = news_of(pause).item_at(NOON)
    assert shown is not None
    assert (shown["seq"], shown["bid_count"], shown["leader"]) == (item.seq + 1, 0, None)


def test_a_purchase_of_units_outbids_no_one() -> None:
    item = opened(format=Format.FIXED, quantity=5, ends_at=NOON + HOUR)
    settled = settle(item, {}, [bid(100, ANN, "b1", quantity=2), bid(100, BEN, "b2")], NOON)
    message = news_of(settled).new_bid()
    assert message is not None
    assert [taken["quantity"] for taken in message["bids"]] == [2, 1]
    assert message["remaining"] == 2
    assert outbid_users(settled) == {}


@given(rounds)
def test_encoded_news_decodes_to_the_same_news(plan: Plan) -> None:
    for settlement in commits(plan):
        news = news_of(settlement)
        sent = msgspec.msgpack.encode(news)
        assert msgspec.msgpack.decode(sent, type=News) == news


def test_a_bidder_who_lost_the_lead_is_outbid_and_one_who_won_it_back_is_not() -> None:
    first, second = commits([[ANN], [BEN, ANN, CY]])
    assert outbid_users(first) == {}
    # Ben bids event 4, Ann 5 and Cy 6.
    assert outbid_users(second) == {ANN.user_id: 6, BEN.user_id: 5}
    (_, back) = commits([[ANN], [BEN, ANN]])
    assert outbid_users(back) == {BEN.user_id: 5}


def test_messages_contain_no_user_id() -> None:
    _, settled = commits([[ANN], [BEN]])
    assert settled.after is not None
    shown = view_standing(settled.after, NOON)
    messages = msgspec.json.encode(
        (news_of(settled), outbid(settled.after.listing.item_id, shown, Position(0, 4)))
    ).decode()
    assert ANN.user_id not in messages
    assert BEN.user_id not in messages
    assert "Ben#" in messages


def test_a_commit_is_in_a_message_only_once() -> None:
    settled: list[Settlement] = commits([[ANN], [BEN]])
    one, two = map(news_of, settled)
    both = merged(one, two)
    assert both is not None
    assert merged(both, one) == both
    assert [bid["seq"] for bid in both.bids] == [one.seq, two.seq]


def test_of_news_of_two_epochs_only_that_of_the_later_one_is_kept() -> None:
    before, _, after = (news_of(each) for each in commits([[ANN], [BEN], [ANN]]))
    restored = structs.replace(before, epoch=1)
    assert merge_into([before, after], restored) == [restored]
    assert merge_into([restored], after) == [restored]


def test_news_of_a_node_that_knows_no_epochs_is_merged_with_that_of_any_epoch() -> None:
    first, second = (news_of(each) for each in commits([[ANN], [BEN]]))
    unknown = structs.replace(second, epoch=UNKNOWN_EPOCH)
    (both,) = merge_into([structs.replace(first, epoch=3)], unknown)
    assert (both.from_seq, both.seq, both.epoch) == (first.seq, second.seq, 3)


def test_a_bid_that_is_left_is_no_news_and_leaves_no_gap_at_the_opening() -> None:
    item = scheduled(early_bids=True)
    left = settle(item, {}, [bid(200), bid(300, BEN, "b2")], NOON)
    news = news_of(left)
    assert (news.new_bid(), news.item_at(NOON)) == (None, None)
    opening = news_of(settle(left.after, {}, [OpenItem(HOUSE)], NOON))
    shown = opening.new_bid()
    assert shown is not None
    assert (shown["from_seq"], [each["amount"] for each in shown["bids"]]) == (2, [200, 300])
    assert opening.item_at(NOON) is not None
