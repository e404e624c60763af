"""The outbox: events for webhooks, written in the transaction of the history that they come from (0174)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from persistence.queries import SQL
from persistence.rows import encoded
from server.bidding.settling.records import JournalEntry
from server.domain.events import BidVoided, ItemAwarded, ItemClosed, ItemReopened
from server.domain.listings.listing import Listing
from server.domain.types import ItemId, Position, UserId
from server.webhooks.events import EventType, OutwardEvent, of_item, outbid

_SENT = (BidVoided, ItemAwarded, ItemClosed, ItemReopened)
"""The events of items that any webhook may want."""
_decode_listing = msgspec.json.Decoder(Listing).decode

Entry = tuple[int, JournalEntry]
"""A journal entry, after its epoch."""


async def write_outbox(
    connection: Any, entries: Sequence[Entry], items: Mapping[ItemId, Any]
) -> None:
    """Write the events that webhooks want of entries. `items` has the items' locked rows."""
    wanted = next((row["wanted"] for row in items.values()), None) or ()
    found = _ends(entries) if wanted else []
    lost_leads = _lost_leads(entries, items) if EventType.BIDDER_OUTBID in wanted else []
    item_ids = {entry.item_id for _, entry in (*found, *((e, each) for e, each, _ in lost_leads))}
    if not item_ids:
        return
    rows = await connection.fetch(SQL["listings"], sorted(item_ids))
    listings = {ItemId(row["item_id"]): _decode_listing(row["listing"]) for row in rows}
    events = [
        sent
        for epoch, entry in found
        for event in entry.events
        if (sent := of_item(epoch, event, listings[entry.item_id])) is not None
    ]
    events += [_outbid(listings[each[1].item_id], *each) for each in lost_leads]
    await add_events(connection, events)


async def add_events(connection: Any, events: Collection[OutwardEvent]) -> None:
    """Add events within the caller's transaction, with a delivery to each webhook that wants them."""
    if events:
        await connection.execute(SQL["write_outbox"], encoded(list(events)))


def _ends(entries: Sequence[Entry]) -> list[Entry]:
    return [each for each in entries if any(isinstance(e, _SENT) for e in each[1].events)]


def _lost_leads(
    entries: Sequence[Entry], items: Mapping[ItemId, Any]
) -> list[tuple[int, JournalEntry, UserId]]:
    """Return the entries in which somebody lost the lead, with that user.

    It is known where the entry follows the archived standing or the entry before it. Of others, which come
    out of order after a failure, the leader before them is unknown and nobody is notified.
    """
    leaders = {item_id: (row["seq"], row["leader"]) for item_id, row in items.items()}
    found = []
    for epoch, entry in sorted(entries, key=lambda each: each[1].standing.seq):
        seq, leader = leaders.get(entry.item_id, (0, None))
        standing = entry.standing
        follows = bool(entry.events) and entry.events[0].seq == seq + 1
        now = standing.leader and standing.leader.user_id
        if follows and leader is not None and now is not None and now != leader:
            found.append((epoch, entry, UserId(leader)))
        leaders[entry.item_id] = (standing.seq, now)
    return found


def _outbid(listing: Listing, epoch: int, entry: JournalEntry, user_id: UserId) -> OutwardEvent:
    position = Position(epoch, entry.standing.seq)
    return outbid(listing, position, entry.events[-1].at, user_id, entry.standing.price)
