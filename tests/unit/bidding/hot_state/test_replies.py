"""The replies of the scripts, as values."""

from server.bidding.hot_state.arguments import Decided
from server.bidding.hot_state.known_listings import KnownListing
from server.bidding.hot_state.replies import Committed, committed, held_item, is_committed
from server.bidding.settling.records import encode, encode_state
from server.bidding.settling.settle import settle
from server.domain.types import BidId, ItemId
from tests.unit.domain.sale import NOON, bid, opened

LAMP, VASE, CLOCK, BOWL = (ItemId(each) for each in ("lamp", "vase", "clock", "bowl"))


def test_a_commit_was_written_unless_it_was_fenced_off_and_may_be_in_the_line() -> None:
    done = {LAMP: 1, VASE: 2, CLOCK: 3, BOWL: 0}
    sent = {item_id: Decided([], b"entry") for item_id in done}
    sent[VASE] = Decided([])
    found = committed(done, sent)
    assert found == Committed(
        written={LAMP, VASE, CLOCK},
        queued={CLOCK},
        entries={LAMP: b"entry", CLOCK: b"entry", BOWL: b"entry"},
    )


def test_only_a_negative_number_says_that_a_guess_was_written() -> None:
    assert [is_committed(each) for each in (-1, -3, 0, 700, b"", [None])] == [
        *(True, True, False, False, False, False)
    ]


def test_a_held_item_has_its_state_and_the_receipts_that_were_found() -> None:
    item = opened()
    receipts = settle(item, {}, [bid(100)], NOON).receipts
    stored = [encode(receipts[BidId("b1")]), None]
    reply = [b"3", None, encode_state(item), b"v1", encode(item.listing), b"", *stored]
    held = held_item(reply, [BidId("b1"), BidId("b2")])
    assert (held.item, held.epoch, held.receipts, held.error) == (item, 3, receipts, None)
    assert held.listing == KnownListing(b"v1", item.listing, len(encode(item.listing)))


def test_a_known_listing_is_not_sent_again() -> None:
    item = opened()
    known = KnownListing(b"v1", item.listing, 100)
    held = held_item([b"3", None, encode_state(item), b"v1", b"", b"7"], [], known)
    assert held.listing is known
    assert held.group_end == b"7"
    assert held.item is not None
    assert held.item.listing is known.listing


def test_an_item_of_an_earlier_form_has_its_own_listing_whatever_is_known() -> None:
    item = opened()
    known = KnownListing(b"v1", item.listing, 100)
    held = held_item([b"3", None, encode(item), None, b"", b""], [], known)
    assert (held.item, held.listing) == (item, None)


def test_an_item_that_cannot_be_decoded_says_why_instead_of_failing() -> None:
    held = held_item([b"3", None, b"rubbish", None, None], [])
    assert (held.item, held.receipts) == (None, {})
    assert held.error is not None
