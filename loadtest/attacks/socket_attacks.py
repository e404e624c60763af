"""Attacks over websockets: each function makes one try, which lasts until its socket is closed.

A socket that sends more than ten times its rate is closed, so there are floods, which send as fast as they
can and come back, and attacks that keep to the rate and have each event handled.
"""

import asyncio
import json
from collections.abc import Callable

from loadtest.attacks.http_attacks import wide
from loadtest.attacks.sender import Sender
from loadtest.swarm.wire.frames import frame

BATCH = 20
BURST = 99
"""Events that a socket may send at once after it has joined."""
RATE_PER_S = 45
"""Just below the default limit of events of a socket."""


async def _flood(sender: Sender, data: bytes) -> None:
    """Send a frame as often as the socket takes it."""
    async with sender.socket() as writer:
        while not writer.transport.is_closing():
            sender.count(writer, data * BATCH, BATCH)
            await writer.drain()
            await sender.keep_bandwidth()


async def _paced(sender: Sender, event: Callable[[int], bytes], *, anonymous: bool = False) -> None:
    """Send events at the rate that is handled; `event` makes the one of a number."""
    async with sender.socket(anonymous=anonymous) as writer:
        number = 0
        while not writer.transport.is_closing():
            sender.count(writer, frame(event(number)))
            number += 1
            await asyncio.sleep(1 / RATE_PER_S)


def _event(name: str, **argument: object) -> bytes:
    return b"421" + json.dumps([name, argument]).encode()


async def ordinary_clock(sender: Sender) -> None:
    """Ask for the time, as every page does."""
    await _paced(sender, lambda _: _event("clock", sent_at=1))


async def unknown_fields(sender: Sender) -> None:
    """Send bids of 15 kB of unknown fields."""
    event = b'421["bid",' + wide(15_000) + b"]"
    await _paced(sender, lambda _: event)


async def bursts_of_bids(sender: Sender) -> None:
    """Send as many bids without an amount as a new socket may send at once."""
    bid = frame(_event("bid", item_id="attacked-1"))
    async with sender.socket() as writer:
        sender.count(writer, bid * BURST, BURST)
        await writer.drain()
        await asyncio.sleep(0.1)


async def leaving_and_joining(sender: Sender) -> None:
    """Leave the namespace and join again as fast as possible."""
    await _flood(sender, frame(b"41") + frame(b"40"))


async def pongs(sender: Sender) -> None:
    """Flood with pongs of Engine.IO."""
    await _flood(sender, frame(b"3"))


async def long_events(sender: Sender) -> None:
    """Flood with events of 60 kB."""
    await _flood(sender, frame(b'421["bid",{"bid_id":"' + b"x" * 60_000 + b'"}]'))


async def watch_from_long_ago(sender: Sender) -> None:
    """Watch the item with the longest history from its beginning."""
    await _paced(sender, lambda _: _event("watch", item_id="attacked-1", since=1))


async def anonymous_watches(sender: Sender) -> None:
    """Watch an item on a socket without a token."""
    await _paced(sender, lambda _: _event("watch", item_id="attacked-1"), anonymous=True)


async def foreign_retractions(sender: Sender) -> None:
    """Take back other bidders' bids on the item with the longest history."""
    await _paced(
        sender,
        lambda number: _event(
            "retract", item_id="attacked-1", bid_id=f"b{number % 1_000}", reason="mistyped"
        ),
    )


async def foreign_namespaces(sender: Sender) -> None:
    """Flood with packets of a namespace whose name has 60 kB."""
    await _flood(sender, frame(b"42/" + b"n" * 60_000 + b',1["watch",{}]'))


async def unknown_acknowledgements(sender: Sender) -> None:
    """Send acknowledgements of nothing."""
    await _paced(sender, lambda _: b"43999[1,2]")


async def far_increments(sender: Sender) -> None:
    """Bid the greatest amounts on an item whose increments reach as far."""
    await _paced(
        sender,
        lambda number: _event(
            "bid", item_id="far-1", bid_id=f"{id(sender)}-{number}", amount=10**15, quantity=10_000
        ),
    )
