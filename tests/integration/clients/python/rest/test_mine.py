"""The Python client's routes of a user's own bids, wins and watchlist, against a live node."""

from auction_client import AuctionRest
from tests.archive_rows import BIDS, archived
from tests.nodes import LiveNode


async def test_a_bidder_reads_their_bids_wins_and_watchlist(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(100)
    await archived(node.stores, BIDS, 1)
    async with AuctionRest(node.url, node.token("ann")) as ann:
        (bid,) = (await ann.own.bids(limit=5)).bids
        assert (bid.item.item_id, bid.standing) == ("lamp", "leading")
        assert (await ann.own.wins()).wins == ()
        await ann.own.add_to_watchlist("lamp")
        assert [each.item_id for each in (await ann.own.watchlist()).items] == ["lamp"]
        await ann.own.take_from_watchlist("lamp")
        assert (await ann.own.watchlist()).items == ()
