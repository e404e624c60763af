"""The contract's packets, built and parsed by the swarm."""

from typing import Any

import msgspec
import pytest

from loadtest.swarm.wire.frames import ProtocolError, server_frame
from loadtest.swarm.wire.packets import (
    Broadcasts,
    Item,
    NewBid,
    Other,
    bid_answer,
    bid_frame,
    connect_frame,
    split_ack,
    watch_answer,
    watch_frame,
)

MASKED_HEAD_BYTES = 6


def event(name: str, **body: Any) -> bytes:
    return b"42" + msgspec.json.encode([name, body])


def new_bid(**more: Any) -> bytes:
    bid = {"seq": 3, "bid_id": "b", "bidder": "Ann#k3f9q", "amount": 110, "at": 5, "auto": False}
    body = {"item_id": "lamp", "from_seq": 3, "seq": 3, "price": 110, "minimum": 120}
    body |= {"leader": "Ann#k3f9q", "bid_count": 1, "ends_at": None, "reserve_met": True}
    return event("new_bid", **{**body, "bids": [bid], **more})


def test_a_bid_has_the_form_of_the_contract() -> None:
    packet = bid_frame(7, "b-1", "lamp", 110)[MASKED_HEAD_BYTES:]
    assert packet == b'427["bid",{"bid_id":"b-1","item_id":"lamp","amount":110,"raise_own":true}]'


def test_a_watch_names_since_only_when_there_is_one() -> None:
    assert watch_frame(0, "lamp", None)[MASKED_HEAD_BYTES:] == b'420["watch",{"item_id":"lamp"}]'
    assert b'"since":3' in watch_frame(0, "lamp", 3)


def test_a_socket_may_connect_without_a_token() -> None:
    assert connect_frame(None)[MASKED_HEAD_BYTES:] == b"40"
    assert connect_frame("t")[MASKED_HEAD_BYTES:] == b'40{"token":"t"}'


def test_an_acknowledgement_has_the_id_of_its_event() -> None:
    assert split_ack(b'4312[{"ok":true}]') == (12, b'[{"ok":true}]')


@pytest.mark.parametrize("packet", [b"43", b"43[]", b'43x[{"ok":true}]'])
def test_an_acknowledgement_without_a_number_is_refused(packet: bytes) -> None:
    with pytest.raises(ProtocolError):
        split_ack(packet)


def test_a_refusal_has_its_details() -> None:
    text = b'[{"ok":false,"error":{"code":"too_low","message":"m","minimum":120,"seq":3}}]'
    error = bid_answer(text).error
    assert error is not None
    assert (error.code, error.minimum, error.seq, error.price) == ("too_low", 120, 3, None)


@pytest.mark.parametrize(
    "text",
    [b"[]", b"[1]", b'[{"ok":true}]', b'[{"ok":false}]', b'[{"ok":"yes","seq":1}]', b"\xff"],
)
def test_an_incomplete_answer_to_a_bid_is_refused(text: bytes) -> None:
    with pytest.raises(ProtocolError):
        bid_answer(text)


def test_a_watch_that_was_refused_has_no_item() -> None:
    assert watch_answer(b'[{"ok":false,"error":{"code":"not_found"}}]').item is None


def test_a_broadcast_is_decoded_once_and_then_found_by_its_frame() -> None:
    broadcasts = Broadcasts()
    message = broadcasts.read(new_bid())
    assert isinstance(message, NewBid)
    assert broadcasts.read(new_bid()) is message
    assert broadcasts.known(server_frame(new_bid())) is message
    assert broadcasts.known(server_frame(new_bid(seq=4))) is None


def test_the_cache_of_broadcasts_is_bounded() -> None:
    broadcasts = Broadcasts()
    first = broadcasts.read(new_bid())
    for seq in range(4, 2_000):
        broadcasts.read(new_bid(seq=seq))
    again = broadcasts.read(new_bid())
    assert again is not first
    assert again == first


def test_a_broadcast_that_is_not_measured_is_accepted() -> None:
    assert isinstance(Broadcasts().read(event("outbid", item_id="lamp")), Other)


def test_an_item_is_read_with_its_winners() -> None:
    body = {"item_id": "lamp", "status": "sold", "seq": 9, "price": 110, "minimum": 120}
    body |= {"leader": "Ann#k3f9q", "bid_count": 1, "ends_at": None}
    winners = [{"bidder": "Ann#k3f9q", "amount": 110}]
    message = Broadcasts().read(event("item", **body, winners=winners))
    assert isinstance(message, Item)
    assert message.winners[0].amount == 110


@pytest.mark.parametrize("packet", [b"", b"x", b"45[]", b"42", b'42["new_bid",{}]', b"42[1,2]"])
def test_nonsense_is_refused(packet: bytes) -> None:
    with pytest.raises(ProtocolError):
        Broadcasts().read(packet)
