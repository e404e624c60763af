"""The bids that a held socket has sent, found by the heads of their frames, to be refused together (0210).

A client that ignores `busy` sends dozens of bids while it is held. To unmask their heads, in one operation
each, costs a sixth of reading each of them as a message.
"""

import re
from typing import NamedTuple

from socketio.packet import EVENT

BID = b'["bid",'
"""The name of a bid, as all clients of the contract encode it. In another form it is only decoded first."""
BYTES_MAX = 1024
"""The longest message that is looked at."""
_MATCH = re.compile(rb"4%d(?:/,)?([0-9]{0,15})" % EVENT + re.escape(BID)).match
_TEXT, _MASKED, _SHORT_MAX, _TWO_BYTES, _MASK_BYTES = 0x81, 0x80, 125, 126, 4
_HEAD_BYTES = 28
"""A multiple of the mask's bytes, and more than a match has."""
_REPEATED = int.from_bytes(b"\0\0\0\1" * (_HEAD_BYTES // _MASK_BYTES), "big")


class HeldBids(NamedTuple):
    """Bids that stand one behind the other: the numbers of their acknowledgements, and their end."""

    ack_ids: list[bytes]
    end: int


def held_bids(data: bytes, start: int) -> HeldBids:
    """Find the bids in the whole frames from `start` on, up to the first frame that has none."""
    ack_ids: list[bytes] = []
    end, last = len(data), len(data) - _HEAD_BYTES
    while start < last and data[start] == _TEXT:
        size, mask = data[start + 1] - _MASKED, start + 2
        if size > _SHORT_MAX:
            if size > _TWO_BYTES:
                break
            size, mask = data[start + 2] << 8 | data[start + 3], start + 4
        payload = mask + _MASK_BYTES
        if not _HEAD_BYTES <= size <= BYTES_MAX or payload + size > end:
            break
        # 0031: one operation on long integers, since a loop over the bytes is many times slower.
        masks = int.from_bytes(data[mask:payload], "big") * _REPEATED
        head = int.from_bytes(data[payload : payload + _HEAD_BYTES], "big") ^ masks
        bid = _MATCH(head.to_bytes(_HEAD_BYTES, "big"))
        if bid is None:
            break
        ack_ids.append(bid[1])
        start = payload + size
    return HeldBids(ack_ids, start)
