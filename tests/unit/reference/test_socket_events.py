"""The tables of the Socket.IO face name the messages that the server sends."""

from server.reference.socket_events import SERVER_MESSAGES
from server.sockets.broadcast.broadcaster import OUTBID


def test_who_lost_the_lead_is_told_by_the_published_name() -> None:
    assert OUTBID in SERVER_MESSAGES
