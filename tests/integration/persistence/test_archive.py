"""The archive answers the server's questions."""

import asyncpg
import pytest
from msgspec.structs import replace

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.bidders import SaleBidders
from persistence.verify import verify
from server.bidding.archive import (
    ArchivedItem,
    ArchiveUnavailable,
    ArchiveUnconfirmed,
    Bidders,
    Head,
    NotInArchive,
)
from server.bidding.hot_state.admissions import Admission
from server.bidding.settling.records import JournalEntry, journal_entry
from server.domain.admission.sale_bidder import Standing
from server.domain.auction import Auction
from server.domain.charges.fees import Fees, PremiumBand
from server.domain.commands import CloseItem
from server.domain.events import (
    BidAccepted,
    BidsRetracted,
    ItemDeleted,
    ListingAmended,
    NextCalled,
    Reason,
)
from server.domain.evolve import evolve, fold
from server.domain.types import AuctionId, ItemId, UserId
from tests.integration.bidding.conftest import HOUSE, LAMP, listing
from tests.integration.persistence.histories import bid, history, write

ENDED = {LAMP: ArchivedItem(None, begun=True, ended=True)}


@pytest.mark.usefixtures("lamp")
async def test_bids_between_two_numbers_are_returned_all_or_none(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(*(bid(100 + 10 * n) for n in range(10)))
    await write(pool, [*entries[:6], *entries[7:]])
    assert await archive.bids_between(LAMP, 2, 12) is None
    complete = await archive.bids_between(LAMP, 7, 10)
    assert complete is not None
    assert [b["seq"] for b in complete] == [8, 9]
    await write(pool, entries[6:7])
    complete = await archive.bids_between(LAMP, 2, 12)
    assert complete is not None
    assert [b["seq"] for b in complete] == list(range(3, 12))


def retract(entries: list[tuple[int, JournalEntry]], seq: int, by: str) -> None:
    """Add the entry of a retraction of bid `seq`, named by number as today or by bid_id as before."""
    bids = {event.seq: event for _, entry in entries for event in entry.events}
    item = fold(None, tuple(bids.values()))
    assert item is not None
    named = bids[seq]
    first = bids[3]
    assert isinstance(named, BidAccepted)
    assert isinstance(first, BidAccepted)
    event = BidsRetracted(
        seq=item.seq + 1,
        at=9,
        bidder=named.bidder,
        bid_ids=(named.bid_id,),
        reason=Reason.MISTYPED,
        price=first.amount,
        leader=first.bidder,
        leader_max=first.amount,
        seqs=(seq,) if by == "number" else (),
    )
    entries.append((0, journal_entry(evolve(item, event), (event,))))


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("by", ["number", "bid_id"])
async def test_a_retracted_bid_is_marked_in_either_order_of_the_entries(
    pool: asyncpg.Pool, archive: Archive, order: int, by: str
) -> None:
    entries = history(bid(100), bid(110, "bob"))
    retract(entries, 4, by)
    for entry in entries[::order]:
        await write(pool, [entry])
    shown = await archive.bids(LAMP, before=10, limit=10)
    assert [(b["seq"], b["retracted"]) for b in shown] == [(4, True), (3, False)]
    assert await archive.bids_between(LAMP, 2, 5) == shown[::-1]
    assert [row async for row in verify(pool)] == []


@pytest.mark.usefixtures("lamp")
async def test_retractions_between_two_numbers_are_returned(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(bid(100), bid(110, "bob"))
    retract(entries, 4, "number")
    await write(pool, entries)
    assert await archive.retracted_between(LAMP, 4, 6) == [4]
    assert await archive.retracted_between(LAMP, 5, 6) == []
    assert await archive.retracted_between(LAMP, 4, 5) == []


@pytest.mark.usefixtures("lamp")
async def test_a_handle_and_never_a_user_id_is_shown(pool: asyncpg.Pool, archive: Archive) -> None:
    await write(pool, history(bid(100)))
    (shown,) = await archive.bids(LAMP, before=10, limit=10)
    assert shown["bidder"] == "ann#aaaaa"


async def test_the_latest_handle_of_a_user_is_kept(pool: asyncpg.Pool, archive: Archive) -> None:
    await archive.add_user(UserId("ann"), "Ann#1")
    await archive.add_user(UserId("ann"), "Ann#2")
    assert await pool.fetchval("SELECT handle FROM users WHERE user_id = 'ann'") == "Ann#2"


async def test_an_archive_without_connections_is_unavailable(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    pool.terminate()
    with pytest.raises(ArchiveUnavailable):
        await archive.auctions(limit=1)


async def test_a_sale_keeps_its_fees(archive: Archive) -> None:
    fees = Fees((PremiumBand(0, 260_000), PremiumBand(10**8, 200_000)), premium_tax=190_000)
    sale = Auction(AuctionId("fine"), "Fine", HOUSE.user_id, "H#aaaaa", "EUR", 1, fees=fees)
    assert await archive.add_auction(sale) == sale
    assert await archive.auction(sale.auction_id) == sale


async def test_sales_of_the_same_moment_are_listed_once_each(archive: Archive) -> None:
    for number, created_at in enumerate((5, 7, 7, 7, 9)):
        name = AuctionId(f"sale{number}")
        await archive.add_auction(Auction(name, "A sale", HOUSE.user_id, "H#1", "EUR", created_at))
    seen: list[str] = []
    while page := await archive.auctions(after=AuctionId(seen[-1]) if seen else None, limit=2):
        seen += [each.auction_id for each in page]
    assert seen[:5] == ["sale4", "sale1", "sale2", "sale3", "sale0"]


async def test_a_missing_auction_or_item_is_named(archive: Archive) -> None:
    with pytest.raises(NotInArchive, match="auction"):
        await archive.auction(AuctionId("ghost"))
    with pytest.raises(NotInArchive, match="item"):
        await archive.bids(ItemId("ghost"), before=10, limit=1)


@pytest.mark.usefixtures("lamp")
async def test_only_items_that_have_not_ended_are_live(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    archived = await archive.archived_items([LAMP, ItemId("ghost")])
    assert archived == {LAMP: ArchivedItem(None, begun=False, ended=False)}
    entries = history(bid(100), CloseItem(HOUSE))
    await write(pool, entries[:3])
    assert await archive.live_items() == [LAMP]
    assert await archive.archived_items([LAMP]) == {
        LAMP: ArchivedItem(None, begun=True, ended=False)
    }
    await write(pool, entries)
    assert await archive.live_items() == []
    assert await archive.archived_items([LAMP]) == ENDED


@pytest.mark.usefixtures("lamp")
async def test_an_ended_item_of_a_sequence_is_live_until_it_has_called_the_next(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    entries = history(bid(100), CloseItem(HOUSE))
    await write(pool, entries)
    await pool.execute("UPDATE auctions SET gap_ms = 1000")
    assert await archive.live_items() == [LAMP]
    called = NextCalled(seq=5, at=9)
    epoch, last = entries[-1]
    after = replace(last, standing=replace(last.standing, seq=5), events=(called,))
    await write(pool, [(epoch, after)])
    assert await archive.live_items() == []
    amended = ListingAmended(seq=6, at=9, listing=replace(listing(), title="Brass lamp"))
    late = replace(after, standing=replace(after.standing, seq=6), events=(amended,))
    await write(pool, [(epoch, late)])
    assert await archive.live_items() == []


async def test_the_items_of_a_sale_are_in_the_order_of_their_lots(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    sale = AuctionId("sale")
    await archive.add_auction(Auction(sale, "A", HOUSE.user_id, "H#aaaaa", "EUR", 1))
    for item_id, lot in (
        ("z", None),
        ("c", "10"),
        ("b", "2B"),
        ("a", None),
        ("d", "2"),
        ("e", "2A"),
    ):
        await archive.add_listing(replace(listing(ItemId(item_id)), lot=lot))
    expected = ["d", "e", "b", "c", "z", "a"]
    assert await archive.item_ids(sale, limit=9) == expected
    for at, item_id in enumerate(expected):
        following = await archive.item_ids(sale, after=ItemId(item_id), limit=9)
        assert following == expected[at + 1 :]
    amended = ListingAmended(seq=2, at=9, listing=replace(listing(ItemId("z")), lot="1"))
    (scheduled, _) = history(item_id=ItemId("z"))
    after = evolve(fold(None, scheduled[1].events), amended)
    await write(pool, [scheduled, (0, journal_entry(after, (amended,)))])
    assert await archive.item_ids(sale, limit=2) == ["z", "d"]


@pytest.mark.usefixtures("lamp")
async def test_a_deleted_item_is_in_no_list(pool: asyncpg.Pool, archive: Archive) -> None:
    scheduled, _ = history()
    item = fold(None, scheduled[1].events)
    deleted = ItemDeleted(seq=2, at=9)
    await write(pool, [scheduled, (0, journal_entry(evolve(item, deleted), (deleted,)))])
    assert await archive.item_ids(AuctionId("sale"), limit=9) == []
    assert await archive.live_items() == []
    assert await archive.archived_items([LAMP]) == ENDED
    with pytest.raises(NotInArchive):
        await archive.bids(LAMP, before=9, limit=9)


async def test_the_items_with_the_nearest_opening_or_end_come_first(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    await archive.add_auction(Auction(AuctionId("sale"), "A", HOUSE.user_id, "H#aaaaa", "EUR", 1))
    for item_id, opens_at in (("b", 3_000), ("c", None), ("d", 1_000)):
        await archive.add_listing(replace(listing(ItemId(item_id)), opens_at=opens_at))
    await archive.add_listing(listing(ItemId("a")))
    await pool.execute("UPDATE items SET status = 'open', ends_at = 2000 WHERE item_id = 'a'")
    assert await archive.live_items() == ["d", "a", "b", "c"]


async def test_the_bidders_of_a_sale_come_with_its_items_and_wins(
    pool: asyncpg.Pool, guarded: GuardedPool, archive: Archive
) -> None:
    sale = Auction(
        AuctionId("guarded"), "A sale", HOUSE.user_id, "H#aaaaa", "EUR", 1, approval=True
    )
    await archive.add_auction(sale)
    ann = {UserId("ann"): Admission(approved=True, limit=500)}
    await SaleBidders(guarded).change(
        sale.auction_id,
        UserId("ann"),
        None,
        lambda ann: replace(ann, decided=Standing.APPROVED, limit=500),
    )
    for item_id in (LAMP, ItemId("vase")):
        await archive.add_listing(replace(listing(item_id), auction_id=sale.auction_id))
    assert await archive.bidders(sale.auction_id) == Bidders(ann, [LAMP, ItemId("vase")], {})
    assert (await archive.archived_items([LAMP]))[LAMP].auction_id == sale.auction_id
    await write(pool, history(bid(100), CloseItem(HOUSE)))
    await pool.execute("UPDATE items SET auction_id = $1", sale.auction_id)
    wins = {LAMP: {UserId("ann"): 100}}
    assert await archive.bidders(sale.auction_id) == Bidders(ann, [ItemId("vase")], wins)


async def test_a_commit_whose_reply_is_lost_is_unconfirmed(
    pool: asyncpg.Pool, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_: object) -> None:
        raise TimeoutError

    sale = Auction(AuctionId("lost"), "A sale", HOUSE.user_id, "H#aaaaa", "EUR", 1)
    with monkeypatch.context() as broken:
        broken.setattr(asyncpg.transaction.Transaction, "commit", lost)
        with pytest.raises(ArchiveUnconfirmed):
            await archive.add_auction(sale)
    assert await archive.add_auction(sale) == sale


@pytest.mark.usefixtures("lamp")
async def test_lost_bids_are_those_set_aside_that_people_sent_and_that_were_not_accepted_again(
    pool: asyncpg.Pool, archive: Archive
) -> None:
    maximum = replace(bid(150, "ben"), max_amount=500)
    lost = history(bid(100), maximum, bid(200, "cy"), replace(bid(300, "ben"), max_amount=900))
    await write(pool, lost[:4])
    assert await archive.lost_bids([LAMP]) == []
    item = fold(None, tuple(event for _, entry in lost[:4] for event in entry.events))
    assert item is not None
    await archive.begin_epochs({LAMP: Head(item, 0)}, recent_max=200)
    await write(pool, lost[4:])
    # Ben's maximum has answered Cy's bid by itself, which nobody sent, and has then been raised.
    assert [(each.bid_id, each.bidder) for each in await archive.lost_bids([LAMP])] == [
        ("ben-300", "ben"),
        ("cy-200", "cy"),
    ]
    await write(pool, [(1, lost[4][1])])
    assert [each.bid_id for each in await archive.lost_bids([LAMP])] == ["ben-300"]
    assert await archive.lost_bids([ItemId("vase")]) == []
    await write(pool, [(1, lost[5][1])])
    assert await archive.lost_bids([LAMP]) == [], "a raised maximum is no row of the bids"
