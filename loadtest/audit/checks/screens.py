"""The checks of C: the messages that watchers received, and their last screens.

Each check yields, per checked object, the list of its faults, which is empty for a sound object.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from loadtest.audit.case import Case
from loadtest.audit.checks.secrecy import last_number
from loadtest.evidence import ItemSeen, Saw


def bid_messages(case: Case) -> Iterator[list[str]]:
    """C: a message shows the state at its number, and every bid that it covers."""
    archived = {bid.seq: (bid.bid_id, bid.bidder, bid.amount) for bid in case.archive.bids}
    numbers = sorted(archived)
    for watcher, messages in case.clients.messages.items():
        for saw in messages:
            faults = [*state_faults(case, saw), *_bid_faults(case, archived, saw)]
            if missing := _left_out(numbers, saw):
                faults.append(f"covers {saw.from_seq} to {saw.seq} and leaves out {_few(missing)}")
            yield [f"{watcher} got a message that {fault}" for fault in faults]


def item_messages(case: Case) -> Iterator[list[str]]:
    """C: an `item` message shows the item at its number."""
    for seen in case.clients.items:
        yield [f"{seen.watcher} got an item that {fault}" for fault in item_faults(case, seen)]


def coverage(case: Case) -> Iterator[list[str]]:
    """C: from its first message on, a watcher received every bid, or a snapshot in its place."""
    numbers = sorted(bid.seq for bid in case.archive.bids)
    for watcher, messages in case.clients.messages.items():
        end = case.clients.ends.get(watcher)
        last = max(saw.seq for saw in messages)
        missing = _missed(numbers, messages, max(last, end.seq) if end else last)
        yield [f"{watcher} never received {_few(missing)}"] if missing else []


def last_screens(case: Case) -> Iterator[list[str]]:
    """C: every last screen shows the final state, and none has gone back."""
    final = case.history.final
    for watcher, end in case.clients.ends.items():
        faults = []
        highest = max((saw.seq for saw in case.clients.messages.get(watcher, [])), default=0)
        if end.seq < highest:
            faults.append(f"{watcher} went back to number {end.seq} after number {highest}")
        elif end.seq != final.seq:
            faults.append(f"{watcher} was left at number {end.seq}; the item is at {final.seq}")
        if end.price != final.price:
            faults.append(f"{watcher} was left at price {end.price}; it is {final.price}")
        yield faults


def last_numbers(case: Case) -> Iterator[list[str]]:
    """C: every last screen shows the item after its last event."""
    last = last_number(case)
    for watcher, end in case.clients.ends.items():
        left = f"{watcher} was left at number {end.seq}; the item is at {last}"
        yield [] if end.seq == last else [left]


def state_faults(case: Case, saw: Saw) -> Iterator[str]:
    """Yield how a message differs from the state at its number."""
    state = case.history.states.get(saw.seq)
    if state is None:
        yield f"shows number {saw.seq}, which doesn't exist"
        return
    shown = (saw.price, saw.bid_count, saw.ends_at)
    true = (state.price, state.bid_count, state.ends_at)
    if shown != true:
        yield f"shows price, bid count and end {shown} at number {saw.seq}; they were {true}"
    if not case.same_bidder(saw.leader, state.leader):
        yield f"shows {saw.leader} leading at number {saw.seq}; it was {state.leader}"


def _bid_faults(case: Case, archived: dict[int, tuple[str, str, int]], saw: Saw) -> Iterator[str]:
    for seq, bid_id, handle, amount in saw.bids:
        if not saw.from_seq <= seq <= saw.seq:
            yield f"covers {saw.from_seq} to {saw.seq} and shows number {seq}"
        if seq not in archived:
            yield f"shows bid {bid_id} as number {seq}, which is not a bid"
            continue
        true_id, bidder, true_amount = archived[seq]
        if (bid_id, amount) != (true_id, true_amount) or not case.same_bidder(handle, bidder):
            shown = f"bid {bid_id} of {handle} at {amount}"
            yield f"shows {shown} as number {seq}; it is {true_id} of {bidder} at {true_amount}"


def item_faults(case: Case, seen: ItemSeen) -> Iterator[str]:
    """Yield how an `item` message differs from the item at its number."""
    state = case.history.states.get(seen.seq)
    if state is None:
        yield f"is at number {seen.seq}, which doesn't exist"
        return
    status = seen.status if case.history.has_events else state.status
    if (status, seen.price) != (state.status, state.price):
        was = f"{state.status} at {state.price}"
        yield f"is {seen.status} at {seen.price} at number {seen.seq}; it was {was}"
    if not case.same_bidder(seen.leader, state.leader):
        yield f"is led by {seen.leader} at number {seen.seq}; it was {state.leader}"


def _left_out(numbers: list[int], saw: Saw) -> list[int]:
    shown = {seq for seq, *_ in saw.bids}
    return [seq for seq in _between(numbers, saw.from_seq, saw.seq) if seq not in shown]


def _missed(numbers: list[int], messages: list[Saw], last: int) -> list[int]:
    """Return the bids up to number `last` that no message contained."""
    got = {seq for saw in messages for seq, *_ in saw.bids}
    # A watcher has no claim to bids before its first message, or before a snapshot.
    starts = [messages[0].from_seq, *(saw.from_seq for saw in messages if not saw.complete)]
    return [seq for seq in _between(numbers, max(starts), last) if seq not in got]


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _few(numbers: list[int]) -> str:
    some = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"number {some}{more}"
