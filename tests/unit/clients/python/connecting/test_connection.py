"""The part of python-socketio that the connection overrides."""

import inspect

import socketio

from auction_client.connecting.connection import _SocketClient


def test_the_overridden_method_has_the_arguments_of_the_librarys() -> None:
    ours, theirs = _SocketClient._handle_connect, socketio.AsyncClient._handle_connect
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
