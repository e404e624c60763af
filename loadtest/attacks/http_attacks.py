"""Attacks over HTTP requests and polling sessions: each function makes one try."""

import gzip
import json
from functools import cache

from loadtest.attacks.sender import PATH, Sender
from loadtest.swarm.wire.frames import new_key, opening

BODY_BYTES = 54_000


async def compressed_body(sender: Sender) -> None:
    """Send 60 kB of gzip that would be 60 MB."""
    await sender.request("POST", "/bid", _bomb(), "Content-Encoding: gzip")


async def rubbish_as_brotli(sender: Sender) -> None:
    """Send 800 bytes that are called brotli."""
    await sender.request("POST", "/bid", b"\x5b" * 800, "Content-Encoding: br")


async def unknown_fields(sender: Sender) -> None:
    """Send a bid of 54 kB of unknown fields."""
    await sender.request("POST", "/bid", wide(BODY_BYTES))


async def join_after_close(sender: Sender) -> None:
    """Close a polling session and join the namespace in the same payload."""
    await sender.post(await sender.session(), "1\x1e40")


async def join_and_close(sender: Sender) -> None:
    """Join with the name of a session that may be recovered, and close at once."""
    joining = "40" + json.dumps({"token": sender.token, "pid": "p" * 20})
    await sender.post(await sender.session(), f"{joining}\x1e1")


async def packet_after_close(sender: Sender) -> None:
    """Close a polling session in one request and join in the next."""
    sid = await sender.session()
    await sender.post(sid, "1")
    await sender.post(sid, "40")


async def many_bids(sender: Sender) -> None:
    """Send a thousand bids without an amount in one request of a polling session."""
    sid = await sender.session()
    await sender.post(sid, "40" + json.dumps({"token": sender.token}))
    bids = "\x1e".join(f'42{number}["bid",{{"item_id":"attacked-1"}}]' for number in range(1_000))
    await sender.post(sid, bids)


async def many_upgrades(sender: Sender) -> None:
    """Open ten websockets for the same polling session."""
    path = f"{PATH}websocket&sid={await sender.session()}"
    for _ in range(10):
        async with sender.connection() as (reader, writer):
            sender.count(writer, opening(sender.host, path, new_key(), deflate=False))
            await reader.read(1_000)


def wide(size: int) -> bytes:
    """Return an object of unknown fields, of about `size` bytes."""
    count = size // 18
    return json.dumps({f"unknown{number:05d}": 1 for number in range(count)}).encode()


@cache
def _bomb() -> bytes:
    return gzip.compress(b"[" * 60_000_000, mtime=0)
