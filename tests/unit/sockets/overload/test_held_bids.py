"""What a held socket has sent: the bids at its front are found, and nothing else is."""

import pytest

from server.sockets.overload.held_bids import BYTES_MAX, held_bids
from tests.raw_socket import client_frame

REST = '{"bid_id":"b1","item_id":"lamp","amount":100}]'
LONG = REST.replace("lamp", "lamp-" * 20)
BID = client_frame(f'4217["bid",{REST}')
OTHERS = {
    "another event": client_frame('4217["watch",{"item_id":"lamp","since":100000}]'),
    "another name": client_frame('4217["bidder",{"item_id":"lamp","since":10000}]'),
    "a pong": client_frame("3"),
    "a part": client_frame(f'4217["bid",{REST}', first=0x01),
    "binary": client_frame(f'4217["bid",{REST}', first=0x82),
    "compressed": client_frame(f'4217["bid",{REST}', first=0xC1),
    "no mask": client_frame(f'4217["bid",{REST}', masked=False),
    "a long number": client_frame(f'421234567890123456["bid",{REST}'),
    "a long bid": client_frame('4217["bid",' + REST.replace("lamp", "x" * BYTES_MAX)),
    "a longer bid": client_frame('4217["bid",' + REST.replace("lamp", "x" * 70_000)),
    "no end": BID[:-1],
    "no payload": BID[:7],
    "one byte": BID[:1],
    "nothing": b"",
}


def test_bids_are_found_by_their_heads_whatever_their_masks_and_lengths() -> None:
    frames = [
        BID,
        client_frame(f'42/,18["bid",{LONG}'),
        client_frame(f'42123456789012345["bid",{REST}'),
        client_frame(f'42["bid",{REST}'),
    ]
    data = b"".join(frames)
    assert held_bids(data, 0) == ([b"17", b"18", b"123456789012345", b""], len(data))
    assert held_bids(b"before" + data, 6).end == 6 + len(data)


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_is_no_whole_bid_is_left_for_the_reader(other: bytes) -> None:
    assert held_bids(BID + other, 0) == ([b"17"], len(BID))
    assert held_bids(BID + other, len(BID)) == ([], len(BID))
