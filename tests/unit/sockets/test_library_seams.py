"""Every method that overrides a library's, or stands in for it, has the signature the library calls."""

import asyncio
import inspect
from collections.abc import Iterator

import engineio
import pytest
import socketio
from aiohttp import web
from engineio.async_socket import AsyncSocket
from redis.asyncio.connection import Connection as RedisConnection
from socketio.async_manager import AsyncManager

from server.node.redis.reliable import _Reliable
from server.sockets.rooms.manager import Rooms
from server.sockets.rooms.membership import Membership
from server.sockets.server import SocketServer
from server.sockets.transport.connection import Connection
from server.sockets.transport.engine import Engine
from server.sockets.transport.handshakes.handshake import _TakenOver
from server.sockets.transport.polling import PollingSocket
from server.web.transport.connections import HttpConnection, HttpRunner, HttpServer

SEAMS: list[tuple[type, type]] = [
    (SocketServer, socketio.AsyncServer),
    (Rooms, socketio.AsyncRedisManager),
    (Membership, AsyncManager),
    (Engine, engineio.AsyncServer),
    (PollingSocket, AsyncSocket),
    (Connection, AsyncSocket),
    (Connection, asyncio.Protocol),
    (_TakenOver, web.StreamResponse),
    (HttpConnection, web.RequestHandler),
    (HttpServer, web.Server),
    (HttpRunner, web.AppRunner),
    (_Reliable, RedisConnection),
]


def overridden() -> Iterator[tuple[type, type, str]]:
    for ours, theirs in SEAMS:
        for name, method in vars(ours).items():
            if (
                not name.startswith("__")
                and inspect.isfunction(method)
                and callable(getattr(theirs, name, None))
            ):
                yield ours, theirs, name


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [pytest.param(*each, id=f"{each[0].__name__}.{each[2]}") for each in overridden()],
)
def test_an_override_can_be_called_as_the_library_calls_its_own(
    ours: type, theirs: type, name: str
) -> None:
    own, library = inspect.signature(getattr(ours, name)), inspect.signature(getattr(theirs, name))
    takes_any = any(p.kind is p.VAR_KEYWORD for p in own.parameters.values())
    takes_all = any(p.kind is p.VAR_POSITIONAL for p in own.parameters.values())
    plain = [p for p in own.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    for position, wanted in enumerate(library.parameters.values()):
        if wanted.kind in (wanted.VAR_POSITIONAL, wanted.VAR_KEYWORD):
            continue
        given = own.parameters.get(wanted.name)
        if given is None:
            assert takes_any or takes_all, f"{wanted.name} is not taken"
            continue
        if given.kind is given.POSITIONAL_OR_KEYWORD:
            assert plain[position] is given, f"{wanted.name} stands in another place"
        if wanted.default is not wanted.empty:
            assert given.default is not given.empty, f"{wanted.name} is no longer optional"
    extra = [p for p in plain if p.name not in library.parameters]
    assert all(p.default is not p.empty for p in extra), "a parameter that the library never gives"
    asynchronous = inspect.iscoroutinefunction(getattr(theirs, name))
    assert inspect.iscoroutinefunction(
        getattr(ours, name)
    ) == asynchronous or inspect.isasyncgenfunction(getattr(ours, name))


def test_every_seam_overrides_something() -> None:
    seen = {(ours, theirs) for ours, theirs, _ in overridden()}
    assert seen == set(SEAMS)
