"""Acknowledgements: the packet and the frame of an answer, and none for a client that asked for none."""

from server.domain.rejection import Code, Rejection
from server.sockets.acknowledgements import acknowledgement, acknowledgement_frame, busy
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


def test_busy_is_encoded_as_every_other_rejection() -> None:
    message = "the node is too busy; nothing was decided"
    for ack_id, retry_after_ms in ((b"7", 250), (b"", 250), (b"12345", 19_999)):
        rejection = Rejection(Code.BUSY, message, {"retry_after_ms": retry_after_ms})
        assert busy(ack_id, message, retry_after_ms) == acknowledgement(ack_id, rejection)
