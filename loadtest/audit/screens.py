"""C: what watchers saw, message by message, and where their screens stood in the end.

Every check yields, for each thing it looks at, what is wrong with it: an empty list if nothing is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from loadtest.audit.case import Case
from loadtest.evidence import ItemSeen, Saw


def bid_messages(case: Case) -> Iterator[list[str]]:
    """C: a message shows the figures of its number, and every bid that it covers as it was."""
    kept = {bid.seq: (bid.bid_id, bid.bidder, bid.amount) for bid in case.kept.bids}
    numbers = sorted(kept)
    for watcher, messages in case.told.messages.items():
        for saw in messages:
            faults = [*_figure_faults(case, saw), *_bid_faults(case, kept, saw)]
            if missing := _left_out(numbers, saw):
                faults.append(f"covers {saw.from_seq} to {saw.seq} and leaves out {_few(missing)}")
            yield [f"{watcher} got a message that {fault}" for fault in faults]


def item_messages(case: Case) -> Iterator[list[str]]:
    """C: an `item` message shows the item as it was at its number."""
    for seen in case.told.items:
        yield [f"{seen.watcher} saw an item that {fault}" for fault in _item_faults(case, seen)]


def coverage(case: Case) -> Iterator[list[str]]:
    """C: from the first message on a watcher got every bid, or a snapshot in its place."""
    numbers = sorted(bid.seq for bid in case.kept.bids)
    for watcher, messages in case.told.messages.items():
        end = case.told.ends.get(watcher)
        last = max(saw.seq for saw in messages)
        missing = _missed(numbers, messages, max(last, end.seq) if end else last)
        yield [f"{watcher} never got {_few(missing)}"] if missing else []


def last_screens(case: Case) -> Iterator[list[str]]:
    """C: in the end every screen shows the final state, and none has gone back."""
    final = case.history.final
    for watcher, end in case.told.ends.items():
        faults = []
        highest = max((saw.seq for saw in case.told.messages.get(watcher, [])), default=0)
        if end.seq < highest:
            faults.append(f"{watcher} went back to number {end.seq} after number {highest}")
        elif end.seq != final.seq:
            faults.append(f"{watcher} was left at number {end.seq}; the item is at {final.seq}")
        if end.price != final.price:
            faults.append(f"{watcher} was left at price {end.price}; it is {final.price}")
        yield faults


def _figure_faults(case: Case, saw: Saw) -> Iterator[str]:
    state = case.history.states.get(saw.seq)
    if state is None:
        yield f"shows number {saw.seq}, which never was"
        return
    shown = (saw.price, saw.bid_count, saw.ends_at)
    figures = (state.price, state.bid_count, state.ends_at)
    if shown != figures:
        yield f"shows price, bid count and end {shown} at number {saw.seq}; they were {figures}"
    if not case.same_bidder(saw.leader, state.leader):
        yield f"shows {saw.leader} leading at number {saw.seq}; it was {state.leader}"


def _bid_faults(case: Case, kept: dict[int, tuple[str, str, int]], saw: Saw) -> Iterator[str]:
    for seq, bid_id, handle, amount in saw.bids:
        if not saw.from_seq <= seq <= saw.seq:
            yield f"covers {saw.from_seq} to {saw.seq} and shows number {seq}"
        if seq not in kept:
            yield f"shows bid {bid_id} as number {seq}, which is no bid"
            continue
        kept_id, bidder, kept_amount = kept[seq]
        if (bid_id, amount) != (kept_id, kept_amount) or not case.same_bidder(handle, bidder):
            shown = f"bid {bid_id} of {handle} at {amount}"
            yield f"shows {shown} as number {seq}; it is {kept_id} of {bidder} at {kept_amount}"


def _item_faults(case: Case, seen: ItemSeen) -> Iterator[str]:
    state = case.history.states.get(seen.seq)
    if state is None:
        yield f"is at number {seen.seq}, which never was"
        return
    status = seen.status if case.history.eventful else state.status
    if (status, seen.price) != (state.status, state.price):
        was = f"{state.status} at {state.price}"
        yield f"is {seen.status} at {seen.price} at number {seen.seq}; it was {was}"
    if not case.same_bidder(seen.leader, state.leader):
        yield f"is led by {seen.leader} at number {seen.seq}; it was {state.leader}"


def _left_out(numbers: list[int], saw: Saw) -> list[int]:
    shown = {seq for seq, *_ in saw.bids}
    return [seq for seq in _between(numbers, saw.from_seq, saw.seq) if seq not in shown]


def _missed(numbers: list[int], messages: list[Saw], last: int) -> list[int]:
    """Return the bids that no message covered, up to number `last`."""
    got = {seq for saw in messages for seq, *_ in saw.bids}
    # Before the first message there was nothing to get; before a snapshot, nothing to be had.
    starts = [messages[0].from_seq, *(saw.from_seq for saw in messages if not saw.complete)]
    return [seq for seq in _between(numbers, max(starts), last) if seq not in got]


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _few(numbers: list[int]) -> str:
    some = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"number {some}{more}"
