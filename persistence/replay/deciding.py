"""Decides a stream of archived events again, and names the differences.

This is the side of the version that is tried, in a process of its own (0216). Both directions are lines of
JSON. The input has for each item an array of its id and the moment from which its events are decided again,
then each of its events as the archive has it. The output begins with a `Hello`. A `Difference` follows for
each decision that differs, and a `Decided` after every few hundred events and at the end of the input.
"""

from collections.abc import Iterable, Iterator

import msgspec

from persistence.replay.placed_bids import SpooledBids
from persistence.rows import decode_event
from server.domain.history import Fault, HistoryCheck
from server.domain.types import BidId, ItemId, Millis

PROTOCOL = 1
REPORT_EVERY = 500
"""Events between two reports."""

_Header = tuple[ItemId, Millis]
_decode_header = msgspec.json.Decoder(_Header).decode


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The first line: the version of this protocol."""

    protocol: int


class Difference(msgspec.Struct, frozen=True, tag=True):
    """A decision that differs from the recorded one, by the number of its event.

    `bid_id` is set if a bid was decided.
    """

    item_id: ItemId
    seq: int
    kind: str
    text: str
    bid_id: BidId | None = None

    def __str__(self) -> str:
        bid = f", bid {self.bid_id}" if self.bid_id else ""
        return f"{self.item_id}: number {self.seq} ({self.kind}{bid}): {self.text}"


class Decided(msgspec.Struct, frozen=True, tag=True):
    """The number of events that have been read since the last report."""

    events: int


Report = Hello | Difference | Decided


def header(item_id: ItemId, since: Millis) -> bytes:
    """Return the line that begins an item."""
    return msgspec.json.encode((item_id, since))


def decide_again(lines: Iterable[bytes]) -> Iterator[Report]:
    """Yield a report for the events of the input, which are in the order of their items and numbers."""
    yield Hello(PROTOCOL)
    item: _Item | None = None
    events = 0
    with SpooledBids() as bids:
        for line in lines:
            if line.startswith(b"["):
                yield from () if item is None else item.end()
                bids.clear()
                item_id, since = _decode_header(line)
                item = _Item(item_id, since, HistoryCheck(bids))
                continue
            assert item is not None, "events follow their item's line"
            yield from item.add(line)
            events += 1
            if events == REPORT_EVERY:
                yield Decided(events)
                events = 0
        yield from () if item is None else item.end()
    yield Decided(events)


class _Item:
    """An item whose events are decided again from the moment `since`."""

    def __init__(self, item_id: ItemId, since: Millis, check: HistoryCheck) -> None:
        self._item_id = item_id
        self._since = since
        self._check = check
        self._seq = 0
        self._has_failed = False

    def add(self, line: bytes) -> Iterator[Difference]:
        """Decide an event again. A version that can't read one, or fails at it, differs there."""
        self._seq += 1
        if self._has_failed:
            return
        try:
            event = decode_event(line)
            found = self._check.add(event, decided_again=event.at >= self._since)
        except OSError:
            raise  # the disk's failure, not the rules'
        except Exception as error:
            self._has_failed = True
            yield Difference(self._item_id, self._seq, "event", f"deciding it fails: {error!r}")
        else:
            yield from map(self._difference, found)

    def end(self) -> Iterator[Difference]:
        """End the item."""
        if not self._has_failed:
            yield from map(self._difference, self._check.end())

    def _difference(self, fault: Fault) -> Difference:
        return Difference(self._item_id, fault.seq, fault.kind, fault.text, fault.bid_id)
