"""Acknowledgements: the packet and the frame of an answer, and none for a client that asked for none."""

from server.domain.rejection import Code, Rejection
from server.sockets.acknowledgements import acknowledgement, acknowledgement_frame
from server.sockets.transport.frames import text_frame

CLOSED = Rejection(Code.CLOSED, "the item is closed", {"price": 100})


def test_an_acknowledgement_has_the_number_of_its_event() -> None:
    assert acknowledgement(b"17", {"ok": True}) == b'317[{"ok":true}]'


def test_a_rejection_becomes_an_error_with_its_details() -> None:
    error = b'{"code":"closed","message":"the item is closed","price":100}'
    assert acknowledgement(b"0", CLOSED) == b'30[{"ok":false,"error":%b}]' % error


def test_a_frame_has_the_packet_as_a_message_of_the_session() -> None:
    assert acknowledgement_frame(b"5", {"ok": True}) == text_frame(b'435[{"ok":true}]')


def test_an_event_without_a_number_is_not_acknowledged() -> None:
    assert acknowledgement(b"", CLOSED) == acknowledgement_frame(b"", CLOSED) == b""
