"""Watching: an item as it stands now, the bids that a watcher has missed, and pages of its history."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from server.bidding.archive import LIVE_WAIT_S, Archive
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.domain.events import BidAccepted
from server.domain.formats import quote
from server.domain.rejection import Code
from server.domain.types import UNKNOWN_EPOCH, ItemId, Position, Status
from server.domain.view import BidView, ItemView, view_bid, view_item, view_own
from server.identity.identity import Identity
from server.use_cases.losses import LostBids
from server.use_cases.saleroom.entered_bids import EnteredBids
from server.use_cases.stores import refused_by_archive, refused_by_hot_state
from server.wire.errors import Refused
from server.wire.requests import ForItem, HistoryPage
from server.wire.views import HistoryAnswer, ItemAnswer

WATCH_BIDS_MAX = 50
"""Bids in the answer to a `watch` without `since`."""
LATEST_EVENTS_MAX = 2 * WATCH_BIDS_MAX
"""Events that are read for it: a history of so few bids has no more, since a bid is retracted once."""
CATCH_UP_MAX = 300
"""Bids that a watcher may have missed and still be sent (0087); older events of the archive count too."""


class MissedBids(msgspec.Struct, frozen=True):
    """The bids after an event, oldest first, and the numbers of the bids retracted after it."""

    bids: list[BidView]
    retracted: list[int]


async def look_at(
    hot_state: HotState, item_ids: Sequence[ItemId], *, bids_max: int = 0
) -> list[Snapshot]:
    """Read those of the items that exist from the hot state; raises Refused `unavailable`."""
    with refused_by_hot_state():
        seen = await hot_state.read(item_ids, bids_max=bids_max)
    found = [seen[item_id] for item_id in item_ids if item_id in seen]
    return [each for each in found if each.item.status is not Status.DELETED]


async def look_at_one(hot_state: HotState, item_id: ItemId, *, bids_max: int = 0) -> Snapshot:
    """Read one item from the hot state; raises Refused `not_found` or `unavailable`."""
    seen = await look_at(hot_state, [item_id], bids_max=bids_max)
    if not seen:
        raise Refused(Code.NOT_FOUND, "there is no such item")
    return seen[0]


async def show_item(
    hot_state: HotState, lost_bids: LostBids, identity: Identity | None, request: ForItem
) -> ItemView | ItemAnswer:
    """Show an item as it stands now, and to an authenticated user `yours` and `lost` as well.

    Raises Refused `not_found` or `unavailable`.
    """
    seen = await look_at_one(hot_state, ItemId(request.item_id))
    item = view_item(seen.item, seen.now, epoch=seen.epoch)
    if identity is None:
        return item
    lost = await lost_bids.of_user(seen, identity.user_id)
    answer = ItemAnswer(**item, yours=view_own(seen.item, identity.user_id), lost=lost or [])
    if lost is None:
        del answer["lost"]
    return answer


async def show_history(
    archive: Archive,
    entered: EnteredBids,
    identity: Identity | None,
    request: ForItem,
    page: HistoryPage,
) -> HistoryAnswer:
    """Show a page of an item's archived bids, with their clerks to those who run the sale.

    Raises Refused `not_found` or `unavailable`.
    """
    item_id = ItemId(request.item_id)
    async with refused_by_archive():
        # One more than the page tells whether there is another page.
        found = await archive.bids(item_id, before=page.before, limit=page.limit + 1)
    bids = await entered.named(identity, item_id, found[: page.limit])
    more = len(found) > page.limit
    return HistoryAnswer(bids=bids, next_before=bids[-1]["seq"] if more else None)


class Watched(NamedTuple):
    """An item as it was read for watchers, the bids that they are sent, and whether these are all."""

    seen: Snapshot
    missed: MissedBids
    complete: bool
    behind: int | None = None
    """The event since which only the archive can have all bids."""


async def watch_item(hot_state: HotState, item_id: ItemId, since: Position | None) -> Watched:
    """Read an item with all bids since `since`, or with the latest ones if some are missing.

    0119: events after a position of another epoch are not those that the watcher has missed, and the
    latest bids take their place.

    Raises Refused `not_found` or `unavailable`.
    """
    kept = hot_state.recent_bids_max
    bids_max = kept if since is not None else min(kept, LATEST_EVENTS_MAX)
    seen = await look_at_one(hot_state, item_id, bids_max=bids_max)
    missed, behind = _missed_by(seen, since)
    if missed is not None:
        return Watched(seen, missed, complete=True)
    latest = MissedBids(_views(seen, seen.bids[-WATCH_BIDS_MAX:]), [])
    return Watched(seen, latest, complete=False, behind=behind)


async def catch_up(archive: Archive, watched: Watched) -> Watched:
    """Complete the bids of a watcher that is `behind` from the archive, if it has them in time."""
    assert watched.behind is not None, "only the archive has the watcher's missing bids"
    try:
        missed = await missed_bids(archive, watched.seen, watched.behind)
    except Refused:
        missed = None
    if missed is None:
        return watched
    return Watched(watched.seen, missed, complete=True)


async def missed_bids(archive: Archive, seen: Snapshot, since: int) -> MissedBids | None:
    """Return all bids and retractions after `since`; None when some of them can't be had.

    Raises Refused `unavailable`, at the latest after LIVE_WAIT_S.
    """
    if _has_all(seen, since):
        return _kept_since(seen, since)
    if not _may_be_archived(seen, since):
        return None
    between = (seen.item.listing.item_id, since, seen.first_seq)
    async with refused_by_archive(LIVE_WAIT_S):
        archived = await archive.bids_between(*between)
        if archived is None:
            return None
        retracted = set(await archive.retracted_between(*between)) | set(seen.retracted(since))
    # The archive may lag behind a retraction that the hot state knows.
    older: list[BidView] = [
        {**bid, "retracted": bid["retracted"] or bid["seq"] in retracted} for bid in archived
    ]
    return _bounded([*older, *_newer(seen, since)], retracted)


def is_past(seen: Snapshot, since: Position) -> bool:
    """Return whether a client that knows an item up to `since` knows events that no longer exist."""
    if since.epoch not in (UNKNOWN_EPOCH, seen.epoch):
        return True
    return since.seq > seen.item.seq


def _missed_by(seen: Snapshot, since: Position | None) -> tuple[MissedBids | None, int | None]:
    """Return the bids since `since`, or without one all bids if they are few; None if some are missing.

    The second value is the event `since` if the archive may have the missing ones.
    """
    if since is None:
        bid_count = quote(seen.item, seen.now).bid_count
        whole = len(seen.bids) == bid_count <= WATCH_BIDS_MAX
        return (MissedBids(_views(seen, seen.bids), []) if whole else None), None
    if is_past(seen, since):
        return None, None
    if _has_all(seen, since.seq):
        return _kept_since(seen, since.seq), None
    return None, since.seq if _may_be_archived(seen, since.seq) else None


def _has_all(seen: Snapshot, since: int) -> bool:
    """Return whether the hot state has all bids and retractions after `since`.

    A watcher of a secret item has missed no bid: only the archive shows them, after the close. A bid
    comes before its retraction, so if no bid was dropped from the hot state, no retraction was.
    """
    return len(seen.bids) == quote(seen.item, seen.now).bid_count or since >= seen.first_seq - 1


def _may_be_archived(seen: Snapshot, since: int) -> bool:
    """Return whether the bids after `since` that the hot state lacks are few enough to be read (0087)."""
    return seen.first_seq - since <= CATCH_UP_MAX - len(_newer(seen, since))


def _kept_since(seen: Snapshot, since: int) -> MissedBids | None:
    return _bounded(_newer(seen, since), set(seen.retracted(since)))


def _bounded(bids: list[BidView], retracted: set[int]) -> MissedBids | None:
    """Return what was missed; None if it is more than a watcher is sent."""
    if len(retracted) > CATCH_UP_MAX or len(bids) > CATCH_UP_MAX:
        return None
    return MissedBids(bids, sorted(retracted))


def _newer(seen: Snapshot, since: int) -> list[BidView]:
    return _views(seen, [bid for bid in seen.bids if bid.seq > since])


def _views(seen: Snapshot, bids: Sequence[BidAccepted]) -> list[BidView]:
    retracted = seen.retracted()
    return [view_bid(bid, retracted=bid.seq in retracted) for bid in bids]
