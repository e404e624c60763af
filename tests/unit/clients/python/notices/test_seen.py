"""Notices that the server sends twice reach the application once."""

from auction_client.messages import Admission, BidLost, Mine, Outbid
from auction_client.notices.seen import NOTICES_KEPT, SeenNotices


def outbid(seq: int, epoch: int | None = 1, item_id: str = "lamp") -> Outbid:
    return Outbid(item_id=item_id, seq=seq, price=200, minimum=210, epoch=epoch)


def lost(bid_id: str, item_id: str = "lamp") -> BidLost:
    return BidLost(item_id=item_id, bid_id=bid_id, amount=200, epoch=1, seq=4)


def test_an_outbid_counts_only_above_the_last_one_of_its_item() -> None:
    seen = SeenNotices()
    sent = [outbid(4), outbid(4), outbid(3), outbid(6), outbid(5), outbid(4, item_id="vase")]
    assert [seen.is_new_outbid(each) for each in sent] == [True, False, False, True, False, True]


def test_an_outbid_of_a_later_epoch_counts_at_any_number() -> None:
    seen = SeenNotices()
    sent = [outbid(9), outbid(4, epoch=2), outbid(10, epoch=1)]
    assert [seen.is_new_outbid(each) for each in sent] == [True, True, False]


def test_an_outbid_of_a_server_without_epochs_is_compared_by_its_number() -> None:
    seen = SeenNotices()
    sent = [outbid(4, None), outbid(4, None), outbid(5, None)]
    assert [seen.is_new_outbid(each) for each in sent] == [True, False, True]


def test_a_lost_bid_is_named_once() -> None:
    seen = SeenNotices()
    sent = [lost("b1"), lost("b1"), lost("b2"), lost("b1", "vase")]
    assert [seen.is_new_loss(each) for each in sent] == [True, False, True, True]


def standing(seq: int, name: str, epoch: int = 1) -> Mine:
    return Mine(
        item_id="lamp",
        auction_id="sale",
        epoch=epoch,
        seq=seq,
        standing=name,
        price=200,
        minimum=210,
    )


def test_a_standing_counts_unless_it_is_older_or_the_same() -> None:
    seen = SeenNotices()
    sent = [standing(4, "leading"), standing(4, "leading"), standing(3, "outbid")]
    sent += [standing(4, "won"), standing(1, "outbid", epoch=2)]
    assert [seen.is_new_standing(each) for each in sent] == [True, False, False, True, True]


def test_an_admission_counts_when_it_differs_from_the_last_one_of_its_sale() -> None:
    seen = SeenNotices()

    def admission(state: str, auction_id: str = "sale") -> Admission:
        return Admission(auction_id=auction_id, required=True, state=state)

    sent = [admission("approved"), admission("approved"), admission("blocked")]
    sent += [admission("approved"), admission("approved", "other")]
    assert [seen.is_new_admission(each) for each in sent] == [True, False, True, True, True]


def test_a_bounded_number_of_notices_is_remembered() -> None:
    seen = SeenNotices()
    for number in range(NOTICES_KEPT + 1):
        assert seen.is_new_loss(lost(f"b{number}"))
        assert seen.is_new_outbid(outbid(4, item_id=f"i{number}"))
    assert seen.is_new_loss(lost("b0"))
    assert seen.is_new_outbid(outbid(4, item_id="i0"))
    assert not seen.is_new_loss(lost(f"b{NOTICES_KEPT}"))
