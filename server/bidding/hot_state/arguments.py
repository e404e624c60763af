"""Settlements and rebuilt items as arguments of the scripts `commit` and `restore`. Pure."""

from collections.abc import Iterable

import msgspec

from server.bidding.hot_state.keys import KEPT_AFTER_END_S
from server.bidding.settling.group_ends import effect_on_group, group_of, running_end
from server.bidding.settling.records import encode, encode_state, journal_entry, recent
from server.bidding.settling.replay import Rebuilt
from server.bidding.settling.settle import Settlement
from server.domain.formats import exposure
from server.domain.item import Item
from server.domain.listings.listing import Listing
from server.domain.types import ENDED

Argument = str | int | bytes

SNAPSHOT_EVERY = 256
"""0112: a commit across a multiple of so many events puts the item's state into its journal entry."""


class Decided(msgspec.Struct, frozen=True):
    """A settlement as arguments of `decided.lua`, from `seq_read` on.

    `entry` is the journal entry in them, empty if nothing happened to the item. `state_size` and
    `listing_size` are the bytes of the encoded state and listing, 0 for a listing that is not sent.
    """

    values: list[Argument]
    entry: bytes = b""
    state_size: int = 0
    listing_size: int = 0


def decided(settlement: Settlement, stored: Listing | None = None) -> Decided:
    """Encode a settlement; `stored` is the listing that Redis is known to have in the state before."""
    item, events = settlement.after, settlement.events
    if item is None or not events:
        return released(settlement.seq_read)
    state = encode_state(item)
    # 0140: an unchanged listing is the same object.
    listing = b"" if item.listing is stored else encode(item.listing)
    is_snapshot = item.seq // SNAPSHOT_EVERY > settlement.seq_read // SNAPSHOT_EVERY
    entry = encode(journal_entry(item, events, encode(item) if is_snapshot else None))
    due = _next_due(settlement.before, item)
    values: list[Argument] = [settlement.seq_read, item.seq, state, listing, entry, due]
    effect, score = effect_on_group(settlement.before, item, settlement.group_end)
    values += (group_of(item.listing), effect, settlement.group_end, score)
    # Plain loops: this runs for each item of each round.
    values.append(len(settlement.receipts))
    for bid_id, receipt in settlement.receipts.items():
        values += (bid_id, encode(receipt))
    latest = list(map(encode, recent(events)))
    values += (len(latest), *latest, len(settlement.exposures))
    for each in settlement.exposures:
        values += (each.user_id, each.amount, "" if each.limit is None else each.limit)
    return Decided(values, entry, len(state), len(listing))


def released(seq_read: int) -> Decided:
    """Encode that an item's lock is released and nothing else."""
    return Decided([seq_read, seq_read, *[b""] * 8, 0, 0, 0])


def guessed(settlement: Settlement) -> list[Argument]:
    """Return the arguments of `acquire` for a guess that stand before the settlement."""
    before = settlement.before
    assert before is not None, "a known state is an item's"
    due_at = before.due_at
    return [settlement.epoch, b"" if due_at is None else due_at]


def _next_due(before: Item | None, after: Item) -> Argument:
    """Return the moment at which an item is due next, "=" if it is the one before."""
    due_at = after.due_at
    if before is not None and before.due_at == due_at:
        return "="
    return b"" if due_at is None else due_at


def restore_arguments(
    epoch: int | None, item: Item | None, rebuilt: Rebuilt | None, *, checked: bool
) -> tuple[Listing | None, list[Argument]]:
    """Return an item's listing and the arguments of `restore` for it, from `checked` on.

    `epoch` is None for an item that the archive does not have, and `rebuilt` where Redis has all.
    """
    due_at: Argument = b"" if item is None or item.due_at is None else item.due_at
    group = "" if item is None else group_of(item.listing)
    head: list[Argument] = [int(checked), b"" if epoch is None else epoch, due_at]
    head += [group, (group and running_end(item)) or b""]
    if rebuilt is None:
        return None, [*head, b"", b"", b"", b"", b"", 0, 0, 0]
    item = rebuilt.item
    return item.listing, [
        *head,
        *(item.seq, encode_state(item), encode(item.listing), rebuilt.receipts_after or b""),
        KEPT_AFTER_END_S if item.status in ENDED else b"",
        *_counted((bid_id, encode(receipt)) for bid_id, receipt in rebuilt.receipts.items()),
        *_counted((encode(event),) for event in rebuilt.recent),
        *_counted(exposure(item).items() if item.listing.checks_bidders else ()),
    ]


def _counted(values: Iterable[tuple[Argument, ...]]) -> list[Argument]:
    """Flatten tuples for a script, with their number first."""
    rows = list(values)
    return [len(rows), *(value for row in rows for value in row)]
