"""Lost bids are read once for a crowd, for the user alone, and never waited for in vain."""

from collections.abc import Mapping, Sequence
from typing import cast

import pytest
from redis import RedisError

from server.bidding.archive import Archive, ArchiveUnavailable, LostBid
from server.bidding.hot_state.replies import Snapshot
from server.bidding.settling.records import Accepted, Receipt
from server.domain.types import BidId, ItemId, UserId
from server.use_cases.losses import ITEMS_MAX, KEPT_S, LostBids
from tests.unit.domain.sale import NOON, opened

LAMP, VASE = ItemId("lamp"), ItemId("vase")
ANN, BEN = UserId("ann"), UserId("ben")


def lost(item_id: ItemId, bidder: UserId, amount: int = 150) -> LostBid:
    return LostBid(item_id, 1, BidId(f"{bidder}-{amount}"), bidder, 4, amount)


class SetAside:
    """An archive with set-aside bids, and a hot state whose items are in epoch 1."""

    def __init__(self, *bids: LostBid, up: bool = True) -> None:
        self.asked: list[Sequence[ItemId]] = []
        self.now = 0.0
        self.epoch = 1
        self.receipts: dict[BidId, Receipt] = {}
        self.redis_up = True
        self._bids = bids
        self._up = up
        self.lost_bids_of = LostBids(cast("Archive", self), self, clock=lambda: self.now)

    async def receipts_of(
        self, bid_ids: Mapping[ItemId, Sequence[BidId]]
    ) -> Mapping[ItemId, tuple[int, Mapping[BidId, Receipt]]]:
        if not self.redis_up:
            raise RedisError
        return {
            item_id: (
                self.epoch,
                {each: self.receipts[each] for each in ids if each in self.receipts},
            )
            for item_id, ids in bid_ids.items()
        }

    async def lost_bids(self, item_ids: Sequence[ItemId]) -> list[LostBid]:
        self.asked.append(item_ids)
        if not self._up:
            raise ArchiveUnavailable
        return [bid for bid in self._bids if bid.item_id in item_ids]


async def test_the_bids_of_several_items_are_read_at_once() -> None:
    archive = SetAside(lost(LAMP, ANN), lost(VASE, BEN))
    assert await archive.lost_bids_of.read([LAMP, VASE]) == [lost(LAMP, ANN), lost(VASE, BEN)]
    assert archive.asked == [[LAMP, VASE]]


async def test_the_bids_of_an_item_are_read_once_for_a_crowd_over_http() -> None:
    archive, seen = SetAside(lost(LAMP, ANN)), Snapshot(opened(), (), NOON, 1)
    for _ in range(3):
        assert len(await archive.lost_bids_of.of_user(seen, ANN) or ()) == 1
        assert await archive.lost_bids_of.of_user(seen, BEN) == []
    assert archive.asked == [[LAMP]]
    archive.now = KEPT_S
    await archive.lost_bids_of.of_user(seen, ANN)
    assert archive.asked == [[LAMP], [LAMP]]


async def test_sockets_are_never_answered_from_an_earlier_reading() -> None:
    archive = SetAside(lost(LAMP, ANN))
    for _ in range(2):
        await archive.lost_bids_of.read([LAMP])
    assert archive.asked == [[LAMP], [LAMP]]


async def test_a_bounded_number_of_items_is_remembered() -> None:
    archive, seen = SetAside(), Snapshot(opened(), (), NOON, 1)
    await archive.lost_bids_of.read([LAMP])
    await archive.lost_bids_of.read([ItemId(f"i{number}") for number in range(ITEMS_MAX)])
    await archive.lost_bids_of.of_user(seen, ANN)
    assert archive.asked[2:] == [[LAMP]]


async def test_a_user_is_shown_their_own_lost_bids_only() -> None:
    archive = SetAside(lost(LAMP, ANN), lost(LAMP, BEN))
    shown = await archive.lost_bids_of.of_user(Snapshot(opened(), (), NOON, 1), ANN)
    assert shown == [{"item_id": "lamp", "bid_id": "ann-150", "amount": 150, "epoch": 1, "seq": 4}]


async def test_an_item_that_has_never_been_restored_is_not_asked_for() -> None:
    archive = SetAside(lost(LAMP, ANN))
    assert await archive.lost_bids_of.of_user(Snapshot(opened(), (), NOON, 0), ANN) == []
    assert archive.asked == []


async def test_while_the_archive_is_down_nothing_is_known() -> None:
    archive = SetAside(up=False)
    assert await archive.lost_bids_of.of_user(Snapshot(opened(), (), NOON, 1), ANN) is None
    with pytest.raises(ArchiveUnavailable):
        await archive.lost_bids_of.read([LAMP])


@pytest.mark.parametrize(
    ("epoch", "seq", "is_lost"),
    [
        (1, 4, True),  # Redis still has the receipt of the acceptance that is lost.
        (1, 6, False),
        (2, 4, False),
    ],
)
async def test_a_bid_that_redis_has_accepted_again_is_not_lost(
    epoch: int, seq: int, is_lost: bool
) -> None:
    archive = SetAside(lost(LAMP, ANN), lost(LAMP, BEN))
    archive.epoch = epoch
    archive.receipts = {
        BidId("ann-150"): Receipt(ANN, 150, Accepted(seq, 150, 160, leading=True, ends_at=None))
    }
    bids = await archive.lost_bids_of.read([LAMP])
    assert [each.bidder for each in bids] == ([ANN, BEN] if is_lost else [BEN])


async def test_while_redis_is_down_nothing_is_known() -> None:
    archive = SetAside(lost(LAMP, ANN))
    archive.redis_up = False
    assert await archive.lost_bids_of.of_user(Snapshot(opened(), (), NOON, 1), ANN) is None
    with pytest.raises(RedisError):
        await archive.lost_bids_of.read([LAMP])
