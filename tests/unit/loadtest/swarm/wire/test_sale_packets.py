"""Packets about a whole sale."""

import pytest

from loadtest.swarm.wire.frames import ProtocolError
from loadtest.swarm.wire.packets import Broadcasts, SaleMessage
from loadtest.swarm.wire.sale_packets import SalePosition, sale_answer, watch_sale_frame

ROW = b'{"item_id":"lamp","epoch":0,"seq":3,"price":150,"status":"open","minimum":160}'


def test_a_request_names_the_position_and_the_page() -> None:
    assert watch_sale_frame(7, "sale", SalePosition("a", 3, 50, "lamp")).endswith(
        b'427["watch_sale",{"auction_id":"sale","feed":"a","number":3,"as_of":50,"after":"lamp"}]'
    )


def test_an_answer_is_a_page_or_a_refusal() -> None:
    page = sale_answer(b'[{"ok":true,"feed":"a","number":3,"as_of":5,"items":[%b]}]' % ROW)
    assert (page.feed, page.items[0].price, page.next_after) == ("a", 150, None)
    refused = sale_answer(b'[{"ok":false,"error":{"code":"busy"}}]').refused()
    assert refused.error is not None
    assert refused.error.is_undecided


def test_a_message_is_decoded_once_and_what_is_no_answer_is_a_broken_protocol() -> None:
    packet = b'42["sale",{"auction_id":"s","feed":"a","number":4,"as_of":5,"items":[%b]}]' % ROW
    broadcasts = Broadcasts()
    message = broadcasts.read(packet)
    assert isinstance(message, SaleMessage)
    assert broadcasts.read(packet) is message
    with pytest.raises(ProtocolError):
        sale_answer(b"[7]")
