"""The bids that a watcher has missed, from the hot state and the archive."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
import pytest

from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.commands import PlaceBid
from server.domain.decide import decide
from server.domain.events import BidAccepted, BidsRetracted, Reason
from server.domain.evolve import fold
from server.domain.types import ItemId, Position
from server.domain.view import view_bid
from server.use_cases.saleroom.entered_bids import EnteredBids
from server.use_cases.watching import (
    CATCH_UP_MAX,
    LATEST_EVENTS_MAX,
    WATCH_BIDS_MAX,
    MissedBids,
    catch_up,
    missed_bids,
    show_history,
    watch_item,
)
from server.wire.errors import Refused
from server.wire.requests import ForItem, HistoryPage
from tests.unit.domain.sale import ANN, NOON, accepted, bid, opened
from tests.unit.use_cases.stand_ins import BidsInArchive


def seen_after(bids: int, *, kept: int) -> tuple[Snapshot, list[BidAccepted]]:
    """Return an item after so many bids, whose latest ones the hot state has kept, and all bids."""
    item, events = opened(), []
    for number in range(bids):
        command: PlaceBid = bid(100 + 10 * number, ANN, f"b{number}", raise_own=True)
        new = accepted(decide(item, command, NOON))
        folded = fold(item, new)
        assert folded is not None
        item = folded
        events += [event for event in new if isinstance(event, BidAccepted)]
    return Snapshot(item, tuple(events[-kept:]), NOON), events


class HotStateOf:
    """A hot state that holds one item."""

    recent_bids_max = 200

    def __init__(self, seen: Snapshot) -> None:
        self._seen = seen

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int = 0
    ) -> dict[ItemId, Snapshot]:
        kept = msgspec.structs.replace(self._seen, recent=self._seen.recent[-bids_max:])
        return dict.fromkeys(item_ids, kept)


def seqs(missed: MissedBids | None) -> list[int]:
    assert missed is not None
    return [each["seq"] for each in missed.bids]


async def test_bids_in_the_hot_state_are_not_read_from_the_archive() -> None:
    seen, events = seen_after(6, kept=3)
    archive = BidsInArchive()
    assert seqs(await missed_bids(archive.archive, seen, events[-3].seq)) == [
        event.seq for event in events[-2:]
    ]
    assert archive.asked == []


async def test_older_bids_come_from_the_archive_and_keep_the_order() -> None:
    seen, events = seen_after(6, kept=2)
    archive = BidsInArchive([view_bid(event) for event in events[2:4]])
    missed = await missed_bids(archive.archive, seen, events[1].seq)
    assert seqs(missed) == [event.seq for event in events[2:]]
    assert archive.asked == [(events[1].seq, events[4].seq)]


async def test_a_retraction_that_only_the_archive_knows_marks_the_bid() -> None:
    seen, events = seen_after(6, kept=2)
    archive = BidsInArchive([view_bid(event) for event in events[2:4]], [events[2].seq])
    missed = await missed_bids(archive.archive, seen, events[1].seq)
    assert missed is not None
    assert missed.retracted == [events[2].seq]
    assert [each["retracted"] for each in missed.bids] == [True, False, False, False]


async def test_no_bids_are_returned_while_some_are_missing() -> None:
    seen, events = seen_after(6, kept=2)
    assert await missed_bids(BidsInArchive(None).archive, seen, events[1].seq) is None
    far_behind = seen.first_seq - CATCH_UP_MAX - 1
    assert await missed_bids(BidsInArchive().archive, seen, far_behind) is None


async def test_no_more_bids_are_returned_than_a_watcher_may_have_missed() -> None:
    seen, events = seen_after(CATCH_UP_MAX + 2, kept=CATCH_UP_MAX + 1)
    archive = BidsInArchive()
    assert await missed_bids(archive.archive, seen, events[0].seq) is None
    assert len(seqs(await missed_bids(archive.archive, seen, events[1].seq))) == CATCH_UP_MAX
    assert archive.asked == []


async def test_a_watcher_who_needs_an_archive_that_is_down_is_refused() -> None:
    seen, events = seen_after(6, kept=2)
    with pytest.raises(Refused, match="unavailable"):
        await missed_bids(BidsInArchive(up=False).archive, seen, events[1].seq)


async def test_a_watcher_whose_missing_bids_the_archive_may_have_is_behind() -> None:
    seen, events = seen_after(60, kept=3)
    hot_state = cast("HotState", HotStateOf(seen))
    lamp = seen.item.listing.item_id
    behind = await watch_item(hot_state, lamp, Position(0, events[1].seq))
    assert (behind.complete, behind.behind) == (False, events[1].seq)
    kept = await watch_item(hot_state, lamp, Position(0, events[-3].seq))
    assert (kept.complete, kept.behind, seqs(kept.missed)) == (True, None, [61, 62])
    latest = await watch_item(hot_state, lamp, None)
    assert (latest.complete, latest.behind) == (False, None)


async def test_a_new_watcher_is_sent_the_latest_bids_of_a_long_history_and_no_more_is_read() -> (
    None
):
    seen, events = seen_after(LATEST_EVENTS_MAX + 1, kept=LATEST_EVENTS_MAX + 1)
    hot_state = cast("HotState", HotStateOf(seen))
    watched = await watch_item(hot_state, seen.item.listing.item_id, None)
    assert len(watched.seen.recent) == LATEST_EVENTS_MAX
    assert (watched.complete, seqs(watched.missed)) == (
        False,
        [event.seq for event in events[-WATCH_BIDS_MAX:]],
    )


async def test_a_new_watcher_is_sent_all_of_a_short_history_also_when_every_bid_was_retracted() -> (
    None
):
    seen, events = seen_after(WATCH_BIDS_MAX, kept=WATCH_BIDS_MAX)
    removed = [
        BidsRetracted(
            seq=seen.item.seq + number,
            at=NOON,
            bidder=event.bidder,
            bid_ids=(event.bid_id,),
            reason=Reason.MISTYPED,
            price=0,
            seqs=(event.seq,),
        )
        for number, event in enumerate(events, 1)
    ]
    seen = msgspec.structs.replace(seen, recent=(*events, *removed))
    hot_state = cast("HotState", HotStateOf(seen))
    watched = await watch_item(hot_state, seen.item.listing.item_id, None)
    assert (watched.complete, seqs(watched.missed)) == (True, [event.seq for event in events])
    assert all(each["retracted"] for each in watched.missed.bids)


async def test_a_watcher_who_is_behind_is_completed_from_the_archive() -> None:
    seen, events = seen_after(6, kept=2)
    watched = await watch_item(
        cast("HotState", HotStateOf(seen)), seen.item.listing.item_id, Position(0, events[1].seq)
    )
    archive = BidsInArchive([view_bid(event) for event in events[2:4]]).archive
    completed = await catch_up(archive, watched)
    assert completed.complete is True
    assert seqs(completed.missed) == [event.seq for event in events[2:]]


@pytest.mark.parametrize("archive", [BidsInArchive(None), BidsInArchive(up=False)])
async def test_a_watcher_whom_the_archive_cannot_complete_is_sent_the_latest_bids(
    archive: BidsInArchive,
) -> None:
    seen, events = seen_after(6, kept=2)
    watched = await watch_item(
        cast("HotState", HotStateOf(seen)), seen.item.listing.item_id, Position(0, events[1].seq)
    )
    completed = await catch_up(archive.archive, watched)
    assert completed.complete is False
    assert seqs(completed.missed) == [event.seq for event in events[-2:]]


class NobodyEntered:
    """Bids that their bidders sent."""

    async def named(self, *given: Any) -> Any:
        return given[-1]


async def test_a_full_page_of_history_names_the_next_one() -> None:
    _, events = seen_after(5, kept=1)
    archive = BidsInArchive([view_bid(event) for event in events[::-1]]).archive
    lamp = ForItem(item_id="lamp")
    entered = cast("EnteredBids", NobodyEntered())
    first = await show_history(archive, entered, None, lamp, HistoryPage(limit=3))
    assert [each["seq"] for each in first["bids"]] == [7, 6, 5]
    assert first["next_before"] == 5
    last = await show_history(archive, entered, None, lamp, HistoryPage(limit=2, before=5))
    assert ([each["seq"] for each in last["bids"]], last["next_before"]) == ([4, 3], None)
    last = await show_history(archive, entered, None, lamp, HistoryPage(limit=3, before=5))
    assert ([each["seq"] for each in last["bids"]], last["next_before"]) == ([4, 3], None)
