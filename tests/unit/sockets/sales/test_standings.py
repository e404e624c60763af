"""Own standings: a reader is shown their own maxima and offers, which are read once for each change."""

from collections.abc import Sequence
from typing import cast

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.item import Item
from server.domain.types import Bidder, Format, ItemId, Role, UserId
from server.domain.view import view_own
from server.identity.identity import Identity
from server.sockets.sales.feed import Entry
from server.sockets.sales.rows import row_of_snapshot
from server.sockets.sales.standings import OwnStandings
from tests.unit.domain.sale import ANN, BEN, NOON, after, after_maxima, bid, opened


def reader(bidder: Bidder) -> Identity:
    name, _, code = bidder.handle.partition("#")
    return Identity(bidder.user_id, name, Role.BIDDER, 0, code)


def entry(item: Item) -> Entry:
    row = row_of_snapshot(Snapshot(item, (), NOON))
    return Entry(row, b"", NOON, 1, row.clock, bool(row.secret))


class Reads:
    """The hot state, which counts how often each item is read."""

    def __init__(self, *items: Item) -> None:
        self.items = {each.listing.item_id: each for each in items}
        self.reads: list[ItemId] = []
        self.standings = OwnStandings(cast("HotState", self))

    async def read_available(self, item_ids: Sequence[ItemId]) -> dict[ItemId, Snapshot]:
        self.reads += item_ids
        return {each: Snapshot(self.items[each], (), NOON) for each in item_ids}


async def test_a_leader_is_shown_their_maximum_and_nobody_elses() -> None:
    led = after_maxima(opened(), (BEN, 300), (ANN, 500))
    reads = Reads(led)
    entries = [entry(led)]
    assert await reads.standings.of(reader(ANN), entries) == {
        "lamp": {"max_amount": 500, "quantity": 1}
    }
    assert await reads.standings.of(reader(BEN), entries) == {}


async def test_an_item_is_read_once_for_all_readers_until_it_changes() -> None:
    sealed = after(opened(format=Format.SEALED_FIRST), bid(500))
    reads, entries = Reads(sealed), [entry(sealed)]
    for _ in range(2):
        for bidder in (ANN, BEN, Bidder(UserId("user-cy"), "Cy#ccccc")):
            expected = view_own(sealed, bidder.user_id)
            assert await reads.standings.of(reader(bidder), entries) == (
                {} if expected is None else {"lamp": expected}
            )
    assert reads.reads == ["lamp"]
    entries[0].row = entries[0].row._replace(position=entries[0].row.position._replace(epoch=1))
    await reads.standings.of(reader(ANN), entries)
    assert reads.reads == ["lamp", "lamp"]


async def test_an_item_that_somebody_else_leads_is_not_read() -> None:
    led = after_maxima(opened(), (ANN, 500))
    reads = Reads(led)
    assert await reads.standings.of(reader(BEN), [entry(led), entry(opened())]) == {}
    assert reads.reads == []
