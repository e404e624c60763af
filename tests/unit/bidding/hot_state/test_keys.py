"""Names of Redis keys."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.crc import key_slot

from server.bidding.hot_state.keys import Keys
from server.domain.types import AuctionId, ItemId

item_ids = st.from_regex(r"[A-Za-z0-9_.\-]{1,64}", fullmatch=True).map(ItemId)


def names(keys: Keys, shard: int, item_id: ItemId) -> list[str]:
    """Return every key that a script may touch for an item."""
    return [
        keys.journal(shard),
        keys.refused(shard),
        keys.due(shard),
        keys.lock(shard, item_id),
        keys.item(shard, item_id),
        keys.receipts(shard, item_id),
        keys.recent(shard, item_id),
    ]


@given(st.integers(1, 100), item_ids)
def test_all_keys_of_an_item_are_in_one_slot_of_a_cluster(shards: int, item_id: ItemId) -> None:
    keys = Keys(shards)
    slots = {key_slot(name.encode()) for name in names(keys, keys.shard(item_id), item_id)}
    assert len(slots) == 1


@given(st.integers(1, 100), item_ids)
def test_an_item_lives_in_one_of_the_shards(shards: int, item_id: ItemId) -> None:
    assert 0 <= Keys(shards).shard(item_id) < shards


@given(st.integers(0, 99), item_ids, item_ids)
def test_no_two_keys_share_a_name(shard: int, item_id: ItemId, other: ItemId) -> None:
    keys = Keys(100)
    of_both = {*names(keys, shard, item_id), *names(keys, shard, other)}
    of_the_shard = 3
    assert len(of_both) == of_the_shard + 4 * len({item_id, other})


def test_the_shards_are_in_different_slots() -> None:
    keys = Keys(100)
    assert len({key_slot(keys.journal(shard).encode()) for shard in range(100)}) == 100


@pytest.mark.parametrize(("shards", "shard"), [(1, 0), (16, 6), (100, 62)])
def test_an_items_shard_never_changes(shards: int, shard: int) -> None:
    """Where an item's keys are must outlive a deployment: by CRC-32, whose check value is 0xCBF43926."""
    assert Keys(shards).shard(ItemId("123456789")) == 0xCBF43926 % shards == shard


def test_items_spread_over_the_shards() -> None:
    keys = Keys(10)
    sizes = Counter(keys.shard(ItemId(f"item-{number}")) for number in range(1_000))
    assert len(sizes) == 10
    assert max(sizes.values()) < 200


def test_the_names_are_the_ones_that_are_written_down() -> None:
    """Pinned: a Redis that is there already is read under these."""
    assert names(Keys(100), 7, ItemId("lamp")) == [
        "{s07}:journal",
        "{s07}:journal:refused",
        "{s07}:due",
        "{s07}:lock:lamp",
        "{s07}:item:lamp",
        "{s07}:receipts:lamp",
        "{s07}:recent:lamp",
    ]


def test_a_new_id_beside_an_auction_lives_in_its_shard() -> None:
    keys = Keys(8)
    for number in range(20):
        auction_id = AuctionId(f"sale-{number}")
        ids = {keys.new_id_beside(auction_id) for _ in range(3)}
        assert len(ids) == 3
        assert {keys.shard(item_id) for item_id in ids} == {keys.shard(auction_id)}
